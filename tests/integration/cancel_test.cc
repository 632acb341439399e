// Cancelling: the call upstream is aborted, and nobody else is harmed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

constexpr char kHold[] = "until released";

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;

class CancelTest : public GatewayTest {
 protected:
  // Each read is a call of its own here.
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"cache", {{"share_calls", false}}}};
    StartSuite({}, options);
  }

  void TearDown() override {
    simulator().ClearFaults();
    simulator().Release(kHold);
  }

  static void HoldNext(int times) {
    simulator().Queue({{"match", {{"path", kApi}}}, {"times", times}, {"hold", kHold}});
  }

  static std::unique_ptr<PendingRead> StartRead(Vehicles& stub) {
    return StartCall(stub.async(), &Vehicles::async::ListSignals,
                     For<v1::ListSignalsRequest>(fleet().Charging()));
  }

  // Waits until upstream has seen so many requests end without their reply.
  static bool UpstreamSawCancelled(int count) {
    return Eventually([count] {
      int gone = 0;
      for (const Json& request : simulator().Recorded({"", kApi}))
        gone += request["peer_gone"] == true;
      return gone >= count;
    });
  }
};

TEST_F(CancelTest, CancelledReadEndsUpstream) {
  HoldNext(1);
  const auto read = StartRead(vehicles());
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  read->Cancel();
  EXPECT_EQ(read->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(UpstreamSawCancelled(1));
}

TEST_F(CancelTest, CancelledCommandEndsUpstreamAndIsNotSentAgain) {
  HoldNext(1);
  const auto lock = StartCall(vehicles().async(), &Vehicles::async::LockDoors,
                              For<v1::LockDoorsRequest>(fleet().Charging()));
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  lock->Cancel();
  EXPECT_EQ(lock->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(UpstreamSawCancelled(1));
  EXPECT_EQ(simulator().Count({"POST", kApi}), 1);
  // The gateway knows more than its caller can be told.
  EXPECT_TRUE(gateway().process().WaitForErr("reason=CANCELLED"));
}

TEST_F(CancelTest, ACallerThatDisappearsCancels) {
  HoldNext(1);
  auto channel = gateway().NewChannel();
  auto stub = v1::VehicleService::NewStub(channel);
  auto read = StartRead(*stub);
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  read = nullptr;
  stub = nullptr;
  channel = nullptr;
  EXPECT_TRUE(UpstreamSawCancelled(1));
}

TEST_F(CancelTest, OthersOnTheSameConnectionAreNotHarmed) {
  constexpr int kPairs = 50;
  HoldNext(2 * kPairs);
  std::vector<std::unique_ptr<PendingRead>> cancelled;
  std::vector<std::unique_ptr<PendingRead>> kept;
  for (int i = 0; i < kPairs; ++i) {
    cancelled.push_back(StartRead(vehicles()));
    kept.push_back(StartRead(vehicles()));
  }
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 2 * kPairs));
  for (const auto& read : cancelled) read->Cancel();
  for (const auto& read : cancelled) EXPECT_EQ(read->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(UpstreamSawCancelled(kPairs));
  for (const auto& read : kept) EXPECT_FALSE(read->done());
  simulator().Release(kHold);
  for (const auto& read : kept) EXPECT_THAT(read->Wait().error, Succeeds());
}

TEST(TokenCancelTest, CancelledWhileWaitingForATokenSendsNothing) {
  const auto simulator = Simulator::Start();
  simulator->Queue({{"match", {{"path", kTokenPath}}}, {"hold", kHold}});
  const auto gateway = Gateway::Start(*simulator);
  const auto vehicles = v1::VehicleService::NewStub(gateway->NewChannel());
  const Car car = Fleet(*simulator).Charging();
  // Answered by the gateway itself. The first one makes the connection, the second one tells that
  // what was sent before it on that connection has arrived.
  const auto ask = [&vehicles] {
    EXPECT_EQ(Call(*vehicles, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  };
  ask();
  const auto lock =
      StartCall(vehicles->async(), &Vehicles::async::LockDoors, For<v1::LockDoorsRequest>(car));
  ask();
  ASSERT_TRUE(simulator->WaitForHeld(kHold, 1));
  lock->Cancel();
  EXPECT_EQ(lock->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(gateway->process().WaitForErr("reason=CANCELLED"));
  // The fetch itself goes on, for whoever comes next.
  simulator->Release(kHold);
  EXPECT_THAT(Call(*vehicles, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car)).error,
              Succeeds());
  EXPECT_EQ(simulator->Count({"", kTokenPath}), 1);
  EXPECT_EQ(simulator->Count({"POST", kApi}), 0);
}

}  // namespace
}  // namespace smartcar_gateway
