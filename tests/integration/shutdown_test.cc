// Stopping: what is in flight ends well within the grace period, and nothing new begins.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <vector>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

namespace health = grpc::health::v1;

constexpr char kHold[] = "until released";

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;
using PendingLock = PendingCall<v1::LockDoorsRequest, v1::LockDoorsResponse>;

class ShutdownTest : public ::testing::Test {
 protected:
  void StartGateway(const char* grace_period) {
    GatewayOptions options;
    // Each read is a call of its own here.
    options.config = {{"shutdown", {{"grace_period", grace_period}}},
                      {"cache", {{"share_calls", false}}}};
    gateway_ = Gateway::Start(*simulator_, options);
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
    ASSERT_THAT(Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error,
                Succeeds());
  }

  // At most as many locks as there are cars: those to one car would wait for each other.
  void HoldCalls(int reads, int locks) {
    simulator_->Queue({{"match", {{"path", kApi}}}, {"times", reads + locks}, {"hold", kHold}});
    for (int i = 0; i < reads; ++i) {
      reads_.push_back(StartCall(vehicles_->async(), &Vehicles::async::ListSignals,
                                 For<v1::ListSignalsRequest>(car_)));
    }
    for (int i = 0; i < locks; ++i) {
      locks_.push_back(StartCall(vehicles_->async(), &Vehicles::async::LockDoors,
                                 For<v1::LockDoorsRequest>(lockable_[i])));
    }
    ASSERT_TRUE(simulator_->WaitForHeld(kHold, reads + locks));
  }

  void Stop(int signal) {
    stopped_ = std::chrono::steady_clock::now();
    gateway_->process().Signal(signal);
    ASSERT_TRUE(gateway_->process().WaitForErr("stopping on signal"));
  }

  // Since Stop.
  std::chrono::steady_clock::duration Elapsed() const {
    return std::chrono::steady_clock::now() - stopped_;
  }

  // What somebody who connects now is told.
  grpc::StatusCode NewCall() const {
    const auto stub = v1::VehicleService::NewStub(gateway_->NewChannel());
    CallOptions options;
    options.deadline = std::chrono::seconds(5);
    return Call(*stub, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_), options)
        .error.code;
  }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const Fleet fleet_{*simulator_};
  const Car car_ = fleet_.Charging();
  const std::vector<Car> lockable_ = {fleet_.Charging(), fleet_.Tesla(), fleet_.Unplugged(),
                                      fleet_.Full(), fleet_.Combustion()};
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
  std::vector<std::unique_ptr<PendingRead>> reads_;
  std::vector<std::unique_ptr<PendingLock>> locks_;
  std::chrono::steady_clock::time_point stopped_;
};

TEST_F(ShutdownTest, UnderLoadCallsInFlightFinishAndNewOnesAreRefused) {
  StartGateway("25s");
  HoldCalls(60, 5);
  Stop(SIGTERM);
  EXPECT_TRUE(Eventually([&] { return NewCall() == grpc::UNAVAILABLE; }));
  for (const auto& read : reads_) EXPECT_FALSE(read->done());
  EXPECT_EQ(simulator_->Release(kHold), 65);
  for (const auto& read : reads_) EXPECT_THAT(read->Wait().error, Succeeds());
  for (const auto& lock : locks_) EXPECT_THAT(lock->Wait().error, Succeeds());
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  EXPECT_LT(Elapsed(), std::chrono::seconds(20));
  EXPECT_THAT(gateway_->process().err(), HasSubstr("stopped\n"));
  for (const Car& car : lockable_) {
    EXPECT_EQ(simulator_->CommandsCarriedOut(car.vehicle_id), 1);
  }
}

TEST_F(ShutdownTest, HealthTurnsNotServingAtOnce) {
  StartGateway("25s");
  const auto stub = health::Health::NewStub(gateway_->NewChannel());
  grpc::ClientContext context;
  Prepare({}, &context);
  const auto watch = stub->Watch(&context, health::HealthCheckRequest());
  health::HealthCheckResponse state;
  ASSERT_TRUE(watch->Read(&state));
  EXPECT_EQ(state.status(), health::HealthCheckResponse::SERVING);
  HoldCalls(1, 0);
  Stop(SIGTERM);
  ASSERT_TRUE(watch->Read(&state));
  EXPECT_EQ(state.status(), health::HealthCheckResponse::NOT_SERVING);
  simulator_->Release(kHold);
  EXPECT_THAT(reads_[0]->Wait().error, Succeeds());
  // Somebody who watches the health has no call in flight: nothing is left to wait for.
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  EXPECT_LT(Elapsed(), std::chrono::seconds(20));
}

TEST_F(ShutdownTest, WithoutCallsItStopsAtOnceAlsoOnSigint) {
  StartGateway("25s");
  vehicles_ = nullptr;
  Stop(SIGINT);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  EXPECT_LT(Elapsed(), std::chrono::seconds(10));
}

TEST_F(ShutdownTest, HangUpEndsNothing) {
  StartGateway("25s");
  gateway_->process().Signal(SIGHUP);
  EXPECT_TRUE(gateway_->process().WaitForErr("SIGHUP: "));
  EXPECT_THAT(Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error,
              Succeeds());
  Stop(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
}

TEST_F(ShutdownTest, IdleClientsDoNotDelayTheStop) {
  StartGateway("25s");
  Stop(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  EXPECT_LT(Elapsed(), std::chrono::seconds(20));
}

TEST_F(ShutdownTest, AfterTheGracePeriodCallsAreCutAndTheStopIsClean) {
  StartGateway("200ms");
  HoldCalls(10, 5);
  Stop(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  EXPECT_LT(Elapsed(), std::chrono::seconds(20));
  for (const auto& read : reads_) EXPECT_NE(read->Wait().error.code, grpc::OK);
  for (const auto& lock : locks_) {
    // UNAVAILABLE would say that it is safe to repeat, but the cars may still act.
    EXPECT_NE(lock->Wait().error.code, grpc::OK);
    EXPECT_NE(lock->Wait().error.code, grpc::UNAVAILABLE) << lock->Wait().error;
  }
}

TEST_F(ShutdownTest, ASecondSignalEndsItAtOnce) {
  StartGateway("25s");
  HoldCalls(1, 0);
  Stop(SIGTERM);
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), -SIGTERM);
  EXPECT_LT(Elapsed(), std::chrono::seconds(20));
}

}  // namespace
}  // namespace smartcar_gateway
