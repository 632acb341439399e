// Random schedules against QuotaGuard, with seeds, checking what must always hold.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/quota/quota_guard.h"

namespace smartcar_gateway {
namespace {

constexpr int kSeeds = 500;
constexpr int kSteps = 400;
// A caller who waits sees nobody else served more often before its own turn: once in the round
// that is being served, and once in its own.
constexpr int kMostBetween = 2;

using Rank = FairQueue::Rank;

// The plainest bucket, in fractions of a call.
class Reference {
 public:
  Reference(double burst, double per_minute, absl::Time now)
      : burst_(burst), per_minute_(per_minute), level_(burst), at_(now) {}

  double Level(absl::Time now) {
    level_ = std::min(burst_, level_ + absl::ToDoubleMinutes(now - at_) * per_minute_);
    at_ = now;
    return level_;
  }
  void Take(absl::Time now) { level_ = Level(now) - 1; }
  void PutBack(absl::Time now) { level_ = std::min(burst_, Level(now) + 1); }
  // One call fits after `wait`.
  void Empty(absl::Time now, absl::Duration wait) {
    level_ = std::min(Level(now), 1 - absl::ToDoubleMinutes(wait) * per_minute_);
  }

 private:
  const double burst_;
  const double per_minute_;
  double level_;
  absl::Time at_;
};

struct RandomCall {
  std::string caller;
  Rank rank;
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  absl::Time gives_up;
  bool cancelled = false;
  bool waits = false;
  int answers = 0;
  QuotaPermit permit;
};

class RandomSchedule {
 public:
  explicit RandomSchedule(uint32_t seed) : random_(seed) {
    options_.burst = 1 + Draw(10);
    options_.refill_per_minute = 1 + Draw(120);
    options_.max_queue_length = Draw(30);
    options_.max_queue_time = absl::Seconds(Draw(120));
    reference_ =
        std::make_unique<Reference>(options_.burst, options_.refill_per_minute, clock_.Now());
    guard_ = *QuotaGuard::Create(options_, clock_, executor_, nullptr);
  }

  void Run() {
    for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) Step();
    executor_.AdvanceBy(options_.max_queue_time + absl::Seconds(1));
    for (const auto& call : calls_) EXPECT_EQ(call->answers, 1) << "nobody waits for ever";
    guard_ = nullptr;
  }

  int admitted_after_waiting = 0;
  int refused_after_waiting = 0;
  int refused_at_once = 0;

 private:
  int Draw(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void Step() {
    switch (Draw(12)) {
      case 0: {
        if (calls_.empty()) return;
        RandomCall& call = *calls_[Draw(static_cast<int>(calls_.size()))];
        call.cancelled = true;
        call.cancellation->Cancel();
        return;
      }
      case 1:
        GiveBackTheLast();
        return;
      case 2:
        if (Draw(6) == 0) Limit();
        return;
      case 3:
      case 4:
        executor_.AdvanceBy(absl::Milliseconds(Draw(4000)));
        return;
      default:
        Ask();
        return;
    }
  }

  void Ask() {
    auto call = std::make_shared<RandomCall>();
    calls_.push_back(call);
    call->caller = std::string(1, static_cast<char>('a' + Draw(4)));
    call->rank = Draw(5) == 0 ? Rank::kCommand : Rank::kRead;
    const absl::Time now = clock_.Now();
    const absl::Time deadline = now + absl::Milliseconds(Draw(90'000));
    call->gives_up = std::min(deadline, now + options_.max_queue_time);
    const bool room = reference_->Level(now) >= 1.001 && !AnybodyWaits();
    QuotaCall asked;
    asked.caller = call->caller;
    asked.rank = call->rank;
    asked.deadline = deadline;
    guard_->Admit(std::move(asked), call->cancellation,
                  [this, call](QuotaAnswer answer) { Check(*call, std::move(answer)); });
    if (call->answers == 0) {
      call->waits = true;
      if (!WaitsElsewhere(*call)) served_.erase({call->rank, call->caller});
    }
    EXPECT_TRUE(!room || last_ == QuotaAnswer::Kind::kAdmitted) << "there was room";
  }

  void Check(RandomCall& call, QuotaAnswer answer) {
    const absl::Time now = clock_.Now();
    EXPECT_EQ(++call.answers, 1);
    const bool waited = std::exchange(call.waits, false);
    last_ = answer.kind;
    switch (answer.kind) {
      case QuotaAnswer::Kind::kAdmitted:
        EXPECT_GE(reference_->Level(now), 0.999) << "more than burst and refill";
        reference_->Take(now);
        call.permit = std::move(answer.permit);
        last_admitted_ = &call;
        admitted_after_waiting += waited;
        if (waited) {
          EXPECT_LT(now, call.gives_up) << "admitted after its deadline";
          CheckOrder(call);
        } else {
          EXPECT_FALSE(AnybodyWaits()) << "overtook those who wait";
        }
        return;
      case QuotaAnswer::Kind::kRefused:
        EXPECT_TRUE(answer.limit == "application" || answer.limit == "queue") << answer.limit;
        EXPECT_GT(answer.retry_after, absl::ZeroDuration());
        EXPECT_FALSE(answer.message.empty());
        ++(waited ? refused_after_waiting : refused_at_once);
        EXPECT_TRUE(!waited || now <= call.gives_up) << "refused after its deadline";
        return;
      case QuotaAnswer::Kind::kCancelled:
        EXPECT_TRUE(call.cancelled);
        return;
      case QuotaAnswer::Kind::kShutDown:
        ADD_FAILURE() << "nobody shut it down";
        return;
    }
  }

  // Commands first; and nobody is served often while another waits.
  void CheckOrder(const RandomCall& served) {
    for (const auto& other : calls_) {
      if (!other->waits) continue;
      if (served.rank == Rank::kRead) {
        EXPECT_NE(other->rank, Rank::kCommand) << "a read went before a command";
      }
    }
    served_.erase({served.rank, served.caller});
    std::map<std::string, bool> waiting;
    for (const auto& other : calls_) {
      if (other->waits && other->rank == served.rank) waiting[other->caller] = true;
    }
    for (const auto& other : waiting) {
      if (other.first == served.caller) continue;
      const int times = ++served_[{served.rank, other.first}][served.caller];
      EXPECT_LE(times, kMostBetween) << served.caller << " starves " << other.first;
    }
  }

  bool AnybodyWaits() const {
    return std::any_of(calls_.begin(), calls_.end(), [](const auto& call) { return call->waits; });
  }

  bool WaitsElsewhere(const RandomCall& call) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const auto& other) {
      return other.get() != &call && other->waits && other->rank == call.rank &&
             other->caller == call.caller;
    });
  }

  void GiveBackTheLast() {
    if (last_admitted_ == nullptr) return;
    guard_->GiveBack(last_admitted_->permit);
    reference_->PutBack(clock_.Now());
    last_admitted_ = nullptr;
  }

  void Limit() {
    const absl::Duration interval = absl::Minutes(1) / options_.refill_per_minute;
    absl::optional<absl::Duration> wait;
    if (Draw(2) == 0) wait = absl::Seconds(1 + Draw(60));
    guard_->ApplicationLimited(wait);
    reference_->Empty(clock_.Now(), wait.value_or(interval));
    last_admitted_ = nullptr;  // what was taken before is settled
    executor_.RunDue();
  }

  std::mt19937 random_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  QuotaOptions options_;
  std::unique_ptr<Reference> reference_;
  std::unique_ptr<QuotaGuard> guard_;
  std::vector<std::shared_ptr<RandomCall>> calls_;
  RandomCall* last_admitted_ = nullptr;
  QuotaAnswer::Kind last_ = QuotaAnswer::Kind::kAdmitted;
  // By who waits: how often each other was served since the waiting one was, or came.
  std::map<std::pair<Rank, std::string>, std::map<std::string, int>> served_;
};

TEST(QuotaGuardRandom, HoldsItsPromisesUnderAnySchedule) {
  int admitted = 0;
  int refused = 0;
  int refused_at_once = 0;
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    RandomSchedule schedule(seed);
    schedule.Run();
    if (HasFailure()) return;
    admitted += schedule.admitted_after_waiting;
    refused += schedule.refused_after_waiting;
    refused_at_once += schedule.refused_at_once;
  }
  EXPECT_GT(admitted, 5'000) << "the schedules no longer reach what they should test";
  EXPECT_GT(refused, 1'000);
  EXPECT_GT(refused_at_once, 1'000);
}

}  // namespace
}  // namespace smartcar_gateway
