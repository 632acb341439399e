// Commands to one car go to Smartcar one after another; cars do not wait for each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

constexpr char kHold[] = "gate";

class CommandQueueTest : public GatewayTest {
 protected:
  static auto StartLock(const Car& car, const CallOptions& options = {}) {
    return StartCall(vehicles().async(), &Vehicles::async::LockDoors,
                     For<v1::LockDoorsRequest>(car), options);
  }

  static void HoldCommands(int count) {
    simulator().Queue(
        {{"match", {{"method", "POST"}, {"path", kApi}}}, {"times", count}, {"hold", kHold}});
  }

  // Answered by the gateway itself, and in the order of one connection: whatever was started before
  // has arrived by then.
  static void WaitUntilAllHaveArrived() {
    EXPECT_EQ(Call(vehicles(), &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  }

  static int Sent() { return simulator().Count({"POST", kApi}); }

  // How many calls the gateway has ended because they were cancelled.
  static int CancelledCalls() {
    const std::string log = gateway().process().err();
    const std::string kCancelled = "reason=CANCELLED";
    int count = 0;
    for (size_t at = log.find(kCancelled); at != std::string::npos;
         at = log.find(kCancelled, at + 1))
      ++count;
    return count;
  }
};

TEST_F(CommandQueueTest, TenCommandsToOneCarAreNeverTwoAtATime) {
  constexpr int kCommands = 10;
  const int before = simulator().CommandsCarriedOut(fleet().Tesla().vehicle_id);
  HoldCommands(kCommands);
  std::vector<decltype(StartLock(Car()))> calls;
  for (int i = 0; i < kCommands; ++i) calls.push_back(StartLock(fleet().Tesla()));
  WaitUntilAllHaveArrived();
  for (int i = 1; i <= kCommands; ++i) {
    ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
    WaitUntilAllHaveArrived();
    EXPECT_EQ(Sent(), i);  // the others wait in the gateway
    EXPECT_EQ(simulator().Release(kHold), 1);
  }
  for (const auto& call : calls) EXPECT_THAT(call->Wait().error, Succeeds());
  EXPECT_EQ(simulator().CommandsCarriedOut(fleet().Tesla().vehicle_id) - before, kCommands);
  std::printf("%d commands to one car at once: never more than 1 upstream\n", kCommands);
}

TEST_F(CommandQueueTest, CarsDoNotWaitForEachOther) {
  HoldCommands(2);
  const auto one = StartLock(fleet().Tesla());
  const auto other = StartLock(fleet().Charging());
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 2));
  simulator().Release(kHold);
  EXPECT_THAT(one->Wait().error, Succeeds());
  EXPECT_THAT(other->Wait().error, Succeeds());
}

TEST_F(CommandQueueTest, WaitingEndsAtTheDeadlineAndSaysThatNothingWasSent) {
  HoldCommands(1);
  const auto first = StartLock(fleet().Tesla());
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  CallOptions options;
  options.deadline = std::chrono::milliseconds(1500);
  const auto second = StartLock(fleet().Tesla(), options);
  EXPECT_EQ(second->Wait().error.code, grpc::DEADLINE_EXCEEDED);
  EXPECT_TRUE(gateway().process().WaitForErr("reason=DEADLINE_EXCEEDED_BEFORE_SEND"));
  simulator().Release(kHold);
  EXPECT_THAT(first->Wait().error, Succeeds());
  EXPECT_EQ(Sent(), 1);
}

TEST_F(CommandQueueTest, CancelledWhileWaitingIsNeverSent) {
  HoldCommands(1);
  const auto first = StartLock(fleet().Tesla());
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  const auto second = StartLock(fleet().Tesla());
  const auto third = StartLock(fleet().Tesla());
  WaitUntilAllHaveArrived();
  const int cancelled_before = CancelledCalls();
  second->Cancel();
  EXPECT_EQ(second->Wait().error.code, grpc::CANCELLED);
  // The caller's library answers before the gateway knows.
  ASSERT_TRUE(Eventually([&] { return CancelledCalls() > cancelled_before; }));
  simulator().Release(kHold);
  EXPECT_THAT(first->Wait().error, Succeeds());
  EXPECT_THAT(third->Wait().error, Succeeds());
  EXPECT_EQ(Sent(), 2);
}

TEST_F(CommandQueueTest, AFullQueueAnswersAtOnce) {
  constexpr int kMaxWaiting = 100;
  HoldCommands(1);
  std::vector<decltype(StartLock(Car()))> calls;
  for (int i = 0; i <= kMaxWaiting; ++i) calls.push_back(StartLock(fleet().Tesla()));
  WaitUntilAllHaveArrived();
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  const RichError refused = StartLock(fleet().Tesla())->Wait().error;
  EXPECT_THAT(refused, FailsWith(grpc::UNAVAILABLE, "OVERLOADED"));
  EXPECT_THAT(refused, HasMetadata("may_have_executed", "false"));
  EXPECT_TRUE(refused.retry_info.has_value());
  simulator().Release(kHold);
  for (const auto& call : calls) EXPECT_THAT(call->Wait().error, Succeeds());
}

}  // namespace
}  // namespace smartcar_gateway
