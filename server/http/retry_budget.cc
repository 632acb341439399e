// Implementation of RetryBudget.
#include "server/http/retry_budget.h"

#include <algorithm>

namespace smartcar_gateway {
namespace {

// One attempt, such that both a percent of it and a millisecond's share are whole numbers.
constexpr int64_t kMillisecondsToRefill = 60'000;
constexpr int64_t kAttempt = 100 * kMillisecondsToRefill;

}  // namespace

RetryBudget::RetryBudget(Options options, const Clock* clock)
    : per_read_(options.percent * (kAttempt / 100)),
      per_millisecond_(options.reserve * (kAttempt / kMillisecondsToRefill)),
      capacity_(std::max(options.reserve, options.percent > 0 ? 1 : 0) * kAttempt),
      clock_(clock),
      filled_at_(clock->Now()),
      balance_(options.reserve * kAttempt) {}

void RetryBudget::CountRead() {
  MutexLock lock(&mutex_);
  Fill();
  balance_ = std::min(balance_ + per_read_, capacity_);
}

bool RetryBudget::Take() {
  MutexLock lock(&mutex_);
  Fill();
  if (balance_ < kAttempt) return false;
  balance_ -= kAttempt;
  return true;
}

void RetryBudget::Fill() {
  const absl::Time now = clock_->Now();
  const int64_t passed =
      std::min(absl::ToInt64Milliseconds(now - filled_at_), kMillisecondsToRefill);
  if (passed > 0) balance_ = std::min(balance_ + passed * per_millisecond_, capacity_);
  // What is less than a millisecond counts next time; a clock set back counts for nothing.
  if (passed != 0) filled_at_ = now;
}

}  // namespace smartcar_gateway
