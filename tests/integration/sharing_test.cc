// Reads that ask for the same thing at the same time are one call to Smartcar, and yet each caller
// keeps its own deadline and cancel.
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

using std::chrono::milliseconds;

constexpr char kHold[] = "until released";

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;

class SharingTest : public GatewayTest {
 protected:
  void TearDown() override {
    simulator().ClearFaults();
    simulator().Release(kHold);
  }

  // A car of which nothing is stored, so that a thousand answers are quick.
  static Car car() { return fleet().BrandNew(); }

  static void HoldNext(int times = 1) {
    simulator().Queue({{"match", {{"path", kApi}}}, {"times", times}, {"hold", kHold}});
  }

  static std::unique_ptr<PendingRead> StartRead(const CallOptions& options = {}) {
    return StartCall(vehicles().async(), &Vehicles::async::ListSignals,
                     For<v1::ListSignalsRequest>(car()), options);
  }

  // One that a caller with little time joins, and leaves at its deadline: by then all who asked
  // before it have joined, too.
  static void WaitUntilAllHaveJoined() {
    CallOptions hurry;
    hurry.deadline = milliseconds(300);
    EXPECT_EQ(StartRead(hurry)->Wait().error.code, grpc::DEADLINE_EXCEEDED);
  }

  static int Requests() { return simulator().Count({"", kApi}); }
  static bool PeerGone() { return simulator().Recorded({"", kApi}).at(0).at("peer_gone"); }
};

TEST_F(SharingTest, ThousandIdenticalReadsCostOneRequest) {
  constexpr int kReads = 1000;
  HoldNext();
  // One that the machine is so slow to begin that it misses the call gets the kept answer.
  auto request = For<v1::ListSignalsRequest>(car());
  request.mutable_max_age()->set_seconds(600);
  std::vector<std::unique_ptr<PendingRead>> reads;
  for (int i = 0; i < kReads; ++i) {
    CallOptions options;
    options.metadata = {{"x-caller-id", "caller-" + std::to_string(i % 10)}};
    reads.push_back(StartCall(vehicles().async(), &Vehicles::async::ListSignals, request, options));
  }
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  WaitUntilAllHaveJoined();
  simulator().Release(kHold);
  int joined = 0;
  for (const auto& read : reads) {
    EXPECT_THAT(read->Wait().error, Succeeds());
    EXPECT_EQ(read->Wait().response.vehicle().make(), "KIA");
    joined += !read->Wait().response.has_age();
  }
  EXPECT_EQ(Requests(), 1);
  EXPECT_GT(joined, kReads / 2);
  std::printf("%d identical concurrent reads: %d request to Smartcar, shared by %d\n", kReads,
              Requests(), joined);
}

TEST_F(SharingTest, EachCallerLeavesForItselfAndTheOthersAreAnswered) {
  HoldNext();
  const auto first = StartRead();
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  const auto second = StartRead();
  const auto third = StartRead();
  WaitUntilAllHaveJoined();
  second->Cancel();
  EXPECT_EQ(second->Wait().error.code, grpc::CANCELLED);
  first->Cancel();
  EXPECT_EQ(first->Wait().error.code, grpc::CANCELLED);
  EXPECT_FALSE(third->done());
  EXPECT_FALSE(PeerGone());
  simulator().Release(kHold);
  EXPECT_THAT(third->Wait().error, Succeeds());
  EXPECT_EQ(Requests(), 1);
}

TEST_F(SharingTest, TheCallEndsUpstreamWithTheLastCaller) {
  HoldNext();
  const auto first = StartRead();
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  const auto second = StartRead();
  WaitUntilAllHaveJoined();
  first->Cancel();
  EXPECT_EQ(first->Wait().error.code, grpc::CANCELLED);
  EXPECT_FALSE(second->done());
  EXPECT_FALSE(PeerGone());
  second->Cancel();
  EXPECT_EQ(second->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(Eventually(PeerGone));
  EXPECT_EQ(Requests(), 1);
}

TEST_F(SharingTest, CallersWithMoreTimeOutliveTheFirstOnesDeadline) {
  HoldNext();
  CallOptions hurry;
  hurry.deadline = milliseconds(700);
  const auto hasty = StartRead(hurry);
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));  // so it is the first
  std::vector<std::unique_ptr<PendingRead>> patient;
  for (int i = 0; i < 20; ++i) patient.push_back(StartRead());
  EXPECT_EQ(hasty->Wait().error.code, grpc::DEADLINE_EXCEEDED);
  // Only the first call is held.
  for (const auto& read : patient) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(Requests(), 2);
}

TEST_F(SharingTest, AFailureAnswersAll) {
  simulator().Queue(
      {{"match", {{"path", kApi}}}, {"hold", kHold}, {"status", 404}, {"body", "{}"}});
  auto request = For<v1::ListSignalsRequest>(car());
  request.mutable_max_age()->set_seconds(600);  // as above
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  std::vector<std::unique_ptr<PendingRead>> reads;
  for (int i = 0; i < 20; ++i) {
    reads.push_back(StartCall(vehicles().async(), &Vehicles::async::ListSignals, request));
  }
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  simulator().Release(kHold);
  for (const auto& read : reads) EXPECT_EQ(read->Wait().error.code, grpc::NOT_FOUND);
  EXPECT_EQ(Requests(), 1);
}

TEST_F(SharingTest, WhoAsksAfterACommandDoesNotGetAnAnswerFromBeforeIt) {
  simulator().Queue({{"match", {{"method", "GET"}, {"path", kApi}}}, {"hold_reply", kHold}});
  const auto before = StartRead();
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car())).error,
              Succeeds());
  EXPECT_THAT(StartRead()->Wait().error, Succeeds());
  EXPECT_EQ(simulator().Count({"GET", kApi}), 2);
  EXPECT_FALSE(before->done());
  simulator().Release(kHold);
  EXPECT_THAT(before->Wait().error, Succeeds());
}

TEST(UnsharedTest, SharingCanBeSwitchedOff) {
  const auto simulator = Simulator::Start();
  GatewayOptions options;
  options.config = {{"cache", {{"share_calls", false}}}};
  const auto gateway = Gateway::Start(*simulator, options);
  const auto vehicles = v1::VehicleService::NewStub(gateway->NewChannel());
  const Car car = Fleet(*simulator).BrandNew();
  constexpr int kReads = 5;
  simulator->Queue({{"match", {{"path", kApi}}}, {"times", kReads}, {"hold", kHold}});
  std::vector<std::unique_ptr<PendingRead>> reads;
  for (int i = 0; i < kReads; ++i) {
    reads.push_back(StartCall(vehicles->async(), &Vehicles::async::ListSignals,
                              For<v1::ListSignalsRequest>(car)));
  }
  ASSERT_TRUE(simulator->WaitForHeld(kHold, kReads));
  simulator->Release(kHold);
  for (const auto& read : reads) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(simulator->Count({"", kApi}), kReads);
}

}  // namespace
}  // namespace smartcar_gateway
