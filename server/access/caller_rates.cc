// Implementation of CallerRates.
#include "server/access/caller_rates.h"

#include <algorithm>
#include <vector>

namespace smartcar_gateway {
namespace {

// Fewer are not worth a look.
constexpr size_t kFew = 1024;

bool operator==(const CallerLimit& a, const CallerLimit& b) {
  return a.calls_per_minute == b.calls_per_minute && a.burst == b.burst;
}

}  // namespace

CallerRates::CallerRates(const Clock& clock, size_t max_buckets)
    : clock_(clock),
      max_buckets_(std::max<size_t>(max_buckets, 1)),
      crowded_(std::min(max_buckets_, kFew)) {}

absl::Duration CallerRates::Take(absl::string_view caller, absl::string_view role,
                                 const CallerLimit& limit, int64_t calls) {
  if (calls > limit.burst) return absl::InfiniteDuration();
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  const auto found = buckets_.find(KeyView(caller, role));
  const bool known = found != buckets_.end() && found->second.limit == limit;
  Bucket bucket =
      known ? found->second : Bucket{limit, absl::Minutes(1) / limit.calls_per_minute, now};
  const absl::Duration whole = limit.burst * bucket.interval;
  // No bucket is emptier than empty: where it seems so, the clock was set back.
  bucket.full_at = std::min(std::max(bucket.full_at, now), now + whole);
  const absl::Time full_then = bucket.full_at + calls * bucket.interval;
  const absl::Duration wait = std::max(full_then - (now + whole), absl::ZeroDuration());
  if (wait == absl::ZeroDuration()) bucket.full_at = full_then;
  if (found != buckets_.end()) {
    found->second = bucket;
  } else {
    if (buckets_.size() >= crowded_) MakeRoom(now);
    buckets_.emplace(Key(caller, role), bucket);
  }
  return wait;
}

// Looks at all of them, but then not again before their number has doubled or, at the limit, a
// tenth of them is new.
void CallerRates::MakeRoom(absl::Time now) {
  absl::erase_if(buckets_, [now](const auto& entry) { return entry.second.full_at <= now; });
  const size_t enough = max_buckets_ - std::max<size_t>(max_buckets_ / 10, 1);
  if (buckets_.size() > enough) {
    std::vector<absl::Time> times;
    times.reserve(buckets_.size());
    for (const auto& entry : buckets_) times.push_back(entry.second.full_at);
    const auto last = times.begin() + (buckets_.size() - enough - 1);
    std::nth_element(times.begin(), last, times.end());
    absl::erase_if(buckets_,
                   [until = *last](const auto& entry) { return entry.second.full_at <= until; });
  }
  crowded_ = std::min(max_buckets_, std::max(kFew, 2 * buckets_.size()));
}

size_t CallerRates::size() const {
  MutexLock lock(&mutex_);
  return buckets_.size();
}

}  // namespace smartcar_gateway
