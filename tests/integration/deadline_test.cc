// Deadlines: the caller's bounds the call upstream, and the error still says what became of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using std::chrono::milliseconds;

// The gateway keeps a fifth of it back, which is ample for its answer to arrive.
constexpr milliseconds kDeadline{2500};

GatewayOptions Deadlines(const char* max) {
  GatewayOptions options;
  options.config = {{"deadlines",
                     {{"read_default", "600ms"},
                      {"command_default", "700ms"},
                      {"max", max},
                      {"reserve", "500ms"}}}};
  return options;
}

class DeadlineTest : public GatewayTest {
 protected:
  static void SetUpTestSuite() { StartSuite({}, Deadlines("1m")); }

  void SetUp() override {
    GatewayTest::SetUp();
    simulator().Queue({{"match", {{"path", kApi}}}, {"times", -1}, {"hold", "for ever"}});
  }

  void TearDown() override {
    simulator().ClearFaults();
    simulator().Release("for ever");
  }

  static auto StartRead(milliseconds deadline) {
    CallOptions options;
    options.deadline = deadline;
    return StartCall(vehicles().async(), &Vehicles::async::ListSignals,
                     For<v1::ListSignalsRequest>(fleet().Charging()), options);
  }

  static auto StartLock(milliseconds deadline) {
    CallOptions options;
    options.deadline = deadline;
    return StartCall(vehicles().async(), &Vehicles::async::LockDoors,
                     For<v1::LockDoorsRequest>(fleet().Charging()), options);
  }

  // Both calls end by a deadline that the gateway saw to, and no longer run upstream.
  template <typename Read, typename Lock>
  static void ExpectDeadlineExceeded(Read& read, Lock& lock) {
    EXPECT_THAT(read->Wait().error, FailsWith(grpc::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"));
    EXPECT_THAT(read->Wait().error, HasMetadata("may_have_executed", ""));
    EXPECT_THAT(lock->Wait().error, FailsWith(grpc::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"));
    EXPECT_THAT(lock->Wait().error, HasMetadata("may_have_executed", "true"));
    EXPECT_TRUE(Eventually([] {
      for (const Json& request : simulator().Recorded({"", kApi})) {
        if (!request.at("peer_gone")) return false;
      }
      return true;
    })) << simulator().Recorded({"", kApi}).dump(2);
  }
};

TEST_F(DeadlineTest, CallersDeadlineEndsTheCallUpstream) {
  const auto read = StartRead(kDeadline);
  const auto lock = StartLock(kDeadline);
  ASSERT_TRUE(simulator().WaitForHeld("for ever", 2));
  ExpectDeadlineExceeded(read, lock);
  // What the caller was told, that it may still be carried out, is true.
  const int before = simulator().CommandsCarriedOut(fleet().Charging().vehicle_id);
  simulator().Release("for ever");
  EXPECT_EQ(simulator().CommandsCarriedOut(fleet().Charging().vehicle_id), before + 1);
}

TEST_F(DeadlineTest, WithoutADeadlineTheDefaultsHold) {
  const auto read = StartRead(kNoDeadline);
  const auto lock = StartLock(kNoDeadline);
  ASSERT_TRUE(simulator().WaitForHeld("for ever", 2));
  ExpectDeadlineExceeded(read, lock);
}

TEST_F(DeadlineTest, AnExpiredDeadlineSendsNothing) {
  CallOptions options;
  options.deadline = milliseconds(0);
  // Another command than that of the other tests, whose last one may still be arriving.
  const auto unlock = StartCall(vehicles().async(), &Vehicles::async::UnlockDoors,
                                For<v1::UnlockDoorsRequest>(fleet().Charging()), options);
  EXPECT_EQ(unlock->Wait().error.code, grpc::DEADLINE_EXCEEDED);
  simulator().ClearFaults();
  EXPECT_THAT(StartRead(kPatience)->Wait().error, Succeeds());
  EXPECT_EQ(simulator().Count({"POST", "/v3/**/security/unlock"}), 0);
}

TEST_F(DeadlineTest, OneMillisecondIsNoTimeButNoHarm) {
  const Car car = fleet().Tesla();
  CallOptions options;
  options.deadline = milliseconds(1);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(StartRead(milliseconds(1))->Wait().error.code, grpc::DEADLINE_EXCEEDED);
    for (const bool named : {false, true}) {
      auto request = For<v1::LockDoorsRequest>(car);
      if (named) request.set_request_id("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
      EXPECT_EQ(Call(vehicles(), &Vehicles::LockDoors, request, options).error.code,
                grpc::DEADLINE_EXCEEDED);
    }
  }
  // All of them are over, also within the gateway: nothing keeps the next command from its turn.
  simulator().ClearFaults();
  simulator().Release("for ever");
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error,
              Succeeds());
}

TEST_F(DeadlineTest, TheGatewayLivesOn) {
  simulator().ClearFaults();
  EXPECT_THAT(StartRead(kPatience)->Wait().error, Succeeds());
}

// A gateway that allows no call more than a second.
class MaxDeadlineTest : public DeadlineTest {
 protected:
  static void SetUpTestSuite() { StartSuite({}, Deadlines("1s")); }
};

TEST_F(MaxDeadlineTest, NoCallTakesLongerWhateverItsCallerAllows) {
  const auto read = StartRead(kPatience);
  const auto lock = StartLock(kPatience);
  ASSERT_TRUE(simulator().WaitForHeld("for ever", 2));
  ExpectDeadlineExceeded(read, lock);
}

TEST(TokenDeadlineTest, WhoWaitsForATokenInVainHasSentNothing) {
  const auto simulator = Simulator::Start();
  simulator->Queue({{"match", {{"path", kTokenPath}}}, {"hold", "token"}});
  const auto gateway = Gateway::Start(*simulator, Deadlines("1m"));
  const auto vehicles = v1::VehicleService::NewStub(gateway->NewChannel());
  const Car car = Fleet(*simulator).Charging();
  CallOptions options;
  options.deadline = kDeadline;
  const auto lock = Call(*vehicles, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car), options);
  EXPECT_THAT(lock.error, FailsWith(grpc::DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED_BEFORE_SEND"));
  EXPECT_THAT(lock.error, HasMetadata("may_have_executed", "false"));
  simulator->Release("token");
  // The next call gets the token that the first one waited for.
  EXPECT_THAT(Call(*vehicles, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error,
              Succeeds());
  EXPECT_EQ(simulator->Count({"", kTokenPath}), 1);
  EXPECT_EQ(simulator->CommandsCarriedOut(car.vehicle_id), 1);
}

}  // namespace
}  // namespace smartcar_gateway
