// The fixture of tests of CommandSafety: everything driven by hand.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_TEST_FIXTURE_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_TEST_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/commands/memory_ledger_store.h"
#include "server/commands/testing.h"

namespace smartcar_gateway {

class CommandTest : public ::testing::Test {
 protected:
  CommandTest() { Restart(); }

  // As if the process was killed: what was under way is gone, and only the store remains.
  void Restart() {
    upstream_.DropAll();
    auto store = std::make_unique<ForwardingStore>(&store_);
    forwarding_ = store.get();
    disk_ = std::make_unique<ManualExecutor>(&clock_);
    timers_ = std::make_unique<ManualExecutor>(&clock_);
    safety_ = nullptr;
    ledger_ = std::make_unique<CommandLedger>(absl::Hours(24), std::move(store), clock_, *disk_,
                                              [this](const absl::Status&) { ++ledger_errors_; });
    CommandSafety::Options options;
    options.max_waiting_per_vehicle = 3;
    options.judge = JudgeByStatus;
    options.hold_open = [this] { return in_flight_; };
    options.on_settled = [this](const HttpRequest& request, CommandOutcome outcome,
                                const HttpResult&) {
      settled_.emplace_back(request.call->request_id, outcome);
    };
    safety_ =
        std::make_unique<CommandSafety>(std::move(options), clock_, *timers_, *ledger_, upstream_);
  }

  // Starts it, without giving the disk its turn.
  std::unique_ptr<TestCaller> Ask(HttpRequest request) {
    auto caller = std::make_unique<TestCaller>();
    safety_->Start(std::move(request), caller->cancellation,
                   [caller = caller.get()](HttpResult result) {
                     EXPECT_FALSE(caller->told.has_value()) << "told twice";
                     caller->told = std::move(result);
                   });
    return caller;
  }
  std::unique_ptr<TestCaller> Call(HttpRequest request) {
    auto caller = Ask(std::move(request));
    disk_->RunDue();
    return caller;
  }
  absl::Time In(absl::Duration time) const { return clock_.Now() + time; }
  void Advance(absl::Duration time) { timers_->AdvanceBy(time); }

  void AnswerWith(HttpResult result) {
    ASSERT_TRUE(upstream_.SendAndAnswer(std::move(result)));
    disk_->RunDue();
  }

  // Nothing is left of any command.
  void ExpectIdle() {
    EXPECT_EQ(safety_->busy_vehicles(), 0u);
    EXPECT_EQ(safety_->named_commands(), 0u);
    EXPECT_EQ(in_flight_.use_count(), 1);
    EXPECT_EQ(timers_->pending(), 0u);
    EXPECT_EQ(upstream_.held(), 0u);
  }

  static void ExpectReply(const TestCaller& caller, int status, const std::string& body) {
    ASSERT_TRUE(caller.told.has_value());
    EXPECT_EQ(caller.told->error, TransportError::kNone);
    EXPECT_EQ(caller.told->response.status, status);
    EXPECT_EQ(caller.told->response.body, body);
  }
  static void ExpectError(const TestCaller& caller, TransportError error, Sent sent) {
    ASSERT_TRUE(caller.told.has_value());
    EXPECT_EQ(caller.told->error, error);
    EXPECT_EQ(caller.told->sent, sent);
  }

  FakeClock clock_;
  MemoryLedgerStore store_{1000};
  FakeUpstream upstream_;
  std::shared_ptr<int> in_flight_ = std::make_shared<int>(0);
  // The commands that went on without their callers, and how they ended.
  std::vector<std::pair<std::string, CommandOutcome>> settled_;
  std::unique_ptr<ManualExecutor> disk_;
  std::unique_ptr<ManualExecutor> timers_;
  ForwardingStore* forwarding_ = nullptr;
  std::unique_ptr<CommandLedger> ledger_;
  std::unique_ptr<CommandSafety> safety_;
  int ledger_errors_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_TEST_FIXTURE_H_
