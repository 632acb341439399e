// Random schedules of two callers with one request_id: the car acts at most once unless a caller
// asks for more, and what each is told is true.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "server/commands/memory_ledger_store.h"
#include "server/commands/sqlite_ledger_store.h"
#include "server/commands/testing.h"
#include "server/store/testing.h"

namespace smartcar_gateway {
namespace {

// A process: all that a kill takes away.
struct Process {
  Process(std::unique_ptr<LedgerStore> store, FakeClock* clock, FakeUpstream* upstream)
      : disk(clock),
        timers(clock),
        ledger(absl::Hours(24), std::move(store), *clock, disk, [](const absl::Status&) {}),
        safety(Options(), *clock, timers, ledger, *upstream) {}

  static CommandSafety::Options Options() {
    CommandSafety::Options options;
    options.judge = JudgeByStatus;
    return options;
  }

  ManualExecutor disk;
  ManualExecutor timers;
  CommandLedger ledger;
  CommandSafety safety;
};

class Schedule {
 public:
  using OpenStore = std::function<std::unique_ptr<LedgerStore>()>;

  Schedule(int seed, OpenStore open)
      : random_(seed), open_(std::move(open)), may_resend_(Chance(4)) {
    Restart();
  }

  // Returns how often the car may have acted.
  int Run() {
    for (int step = 0; step < 60; ++step) Step();
    // Everything ends, and everybody is told.
    while (process_->disk.pending() > 0 || upstream_.held() > 0) {
      process_->disk.RunDue();
      if (upstream_.held() > 0) AnswerOldest();
    }
    for (const auto& caller : callers_) {
      EXPECT_TRUE(caller->killed || caller->base.told.has_value()) << "never told";
    }
    EXPECT_EQ(process_->safety.named_commands(), 0u);
    EXPECT_EQ(process_->safety.busy_vehicles(), 0u);
    EXPECT_TRUE(may_resend_ || may_have_acted_ <= 1) << may_have_acted_;
    return may_have_acted_;
  }

 private:
  struct Caller {
    TestCaller base;
    bool killed = false;
  };

  bool Chance(int one_in) { return std::uniform_int_distribution<int>(1, one_in)(random_) == 1; }

  void Step() {
    switch (std::uniform_int_distribution<int>(0, 9)(random_)) {
      case 0:
      case 1:
        Call();
        break;
      case 2:
      case 3:
        process_->disk.RunOne();
        break;
      case 4:
      case 5:
        SendOldest();
        break;
      case 6:
        if (upstream_.held() > 0) AnswerOldest();
        break;
      case 7:
        if (!callers_.empty()) callers_[random_() % callers_.size()]->base.cancellation->Cancel();
        break;
      case 8:
        process_->timers.AdvanceBy(absl::Seconds(1));
        break;
      default:
        if (Chance(5)) Restart();
    }
  }

  void Call() {
    const size_t in_flight = std::count_if(
        callers_.begin(), callers_.end(),
        [](const auto& caller) { return !caller->killed && !caller->base.told.has_value(); });
    if (in_flight >= 2) return;
    callers_.push_back(std::make_unique<Caller>());
    Caller* const caller = callers_.back().get();
    const absl::Time deadline =
        Chance(2) ? absl::InfiniteFuture() : clock_.Now() + absl::Seconds(random_() % 5);
    process_->safety.Start(
        CommandRequest("car", "id", deadline, may_resend_ && Chance(2)), caller->base.cancellation,
        [this, caller](HttpResult result) { OnTold(caller, std::move(result)); });
  }

  void OnTold(Caller* caller, HttpResult result) {
    EXPECT_FALSE(caller->base.told.has_value()) << "told twice";
    if (result.error == TransportError::kNone && result.response.status == 200) {
      EXPECT_TRUE(succeeded_) << "success without a success";
    } else if (result.error != TransportError::kNone && result.sent == Sent::kNo) {
      EXPECT_EQ(may_have_acted_, 0)
          << "'surely not sent', but it was: " << static_cast<int>(result.error);
    }
    caller->base.told = std::move(result);
  }

  void SendOldest() {
    if (upstream_.Send()) ++may_have_acted_;
  }

  void AnswerOldest() {
    if (!upstream_.oldest_is_sent()) {
      if (Chance(2)) {
        upstream_.Answer(Failure(
            Chance(2) ? TransportError::kConnectFailed : TransportError::kTimedOut, Sent::kNo));
        return;
      }
      SendOldest();
      if (!upstream_.oldest_is_sent()) {
        upstream_.AbortClosed();
        return;
      }
    }
    switch (random_() % 4) {
      case 0:
        succeeded_ = true;
        upstream_.Answer(Reply(200, ""));
        break;
      case 1:
        upstream_.Answer(Reply(504, ""));
        break;
      case 2:
        --may_have_acted_;  // it says that nothing was done
        upstream_.Answer(Reply(429, ""));
        break;
      default:
        upstream_.Answer(Failure(TransportError::kConnectionLost, Sent::kMaybe));
    }
  }

  void Restart() {
    for (const auto& caller : callers_) {
      if (!caller->base.told.has_value()) caller->killed = true;
    }
    upstream_.DropAll();
    process_ = nullptr;
    process_ = std::make_unique<Process>(open_(), &clock_, &upstream_);
  }

  std::mt19937 random_;
  const OpenStore open_;
  const bool may_resend_;
  FakeClock clock_;
  FakeUpstream upstream_;
  std::vector<std::unique_ptr<Caller>> callers_;
  int may_have_acted_ = 0;
  bool succeeded_ = false;
  std::unique_ptr<Process> process_;
};

TEST(CommandRandomTest, InMemory) {
  int acted = 0;
  for (int seed = 0; seed < 5000 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    MemoryLedgerStore store(10);
    acted += Schedule(seed, [&store] { return std::make_unique<ForwardingStore>(&store); }).Run();
  }
  EXPECT_GT(acted, 1000);  // the schedules are not idle
}

TEST(CommandRandomTest, WithAFile) {
  for (int seed = 0; seed < 60 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const std::string path = NewStateFolder() + "/commands.db";
    Schedule(seed, [&path] { return *SqliteLedgerStore::Open(path); }).Run();
  }
}

}  // namespace
}  // namespace smartcar_gateway
