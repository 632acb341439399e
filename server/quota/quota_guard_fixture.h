// What tests of QuotaGuard share: a guard on a clock that stands still, and calls by name.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_FIXTURE_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/quota/quota_guard.h"

namespace smartcar_gateway {

class QuotaGuardTest : public ::testing::Test {
 protected:
  static constexpr FairQueue::Rank kRead = FairQueue::Rank::kRead;
  static constexpr FairQueue::Rank kCommand = FairQueue::Rank::kCommand;
  using Kind = QuotaAnswer::Kind;

  // One that asks, and what it was answered.
  struct Asked {
    std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    std::vector<QuotaAnswer> answers;

    bool waits() const { return answers.empty(); }
    bool admitted() const { return answered(Kind::kAdmitted); }
    bool refused() const { return answered(Kind::kRefused); }
    bool answered(Kind kind) const { return answers.size() == 1 && answers[0].kind == kind; }
  };

  // `burst` calls at once, and one more every `refill_per_minute`th of a minute.
  void Make(int64_t burst, int64_t refill_per_minute) {
    options_.burst = burst;
    options_.refill_per_minute = refill_per_minute;
    Make();
  }
  void Make() {
    auto created = QuotaGuard::Create(
        options_, clock_, executor_, [this](const QuotaEvent& event) { events_.push_back(event); });
    ASSERT_TRUE(created.ok()) << created.status();
    guard_ = *std::move(created);
  }

  std::shared_ptr<Asked> Ask(const std::string& caller, FairQueue::Rank rank = kRead,
                             absl::Duration patience = absl::Hours(1),
                             const std::string& vehicle_id = "") {
    auto asked = std::make_shared<Asked>();
    QuotaCall call;
    call.caller = caller;
    call.vehicle_id = vehicle_id;
    call.rank = rank;
    call.deadline = clock_.Now() + patience;
    guard_->Admit(std::move(call), asked->cancellation, [this, asked, caller](QuotaAnswer answer) {
      if (answer.kind == Kind::kAdmitted) admitted_.push_back(caller);
      asked->answers.push_back(std::move(answer));
    });
    return asked;
  }

  std::shared_ptr<Asked> AskFor(const std::string& vehicle_id) {
    return Ask("caller", kRead, absl::Hours(1), vehicle_id);
  }

  int Count(QuotaEvent::Kind kind) const {
    int count = 0;
    for (const QuotaEvent& event : events_) count += event.kind == kind;
    return count;
  }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  QuotaOptions options_;
  std::vector<QuotaEvent> events_;
  std::vector<std::string> admitted_;  // callers, in the order of admission
  std::unique_ptr<QuotaGuard> guard_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_FIXTURE_H_
