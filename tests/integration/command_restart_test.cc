// What survives the end of a gateway: the outcomes of commands, in the folder state_dir.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHold[] = "gate";
constexpr char kId[] = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";

class CommandRestartTest : public ::testing::Test {
 protected:
  GatewayOptions Options(const char* grace_period = "25s") const {
    GatewayOptions options;
    options.config = {{"state_dir", state_dir_}, {"shutdown", {{"grace_period", grace_period}}}};
    return options;
  }
  void StartGateway(const char* grace_period = "25s") {
    vehicles_ = nullptr;
    gateway_ = nullptr;
    gateway_ = Gateway::Start(*simulator_, Options(grace_period));
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
  }
  void Kill() {
    gateway_->process().Signal(SIGKILL);
    EXPECT_EQ(gateway_->process().WaitForExit(), -SIGKILL);
  }

  v1::UnlockDoorsRequest Request(bool resend_if_unknown = false) const {
    auto request = For<v1::UnlockDoorsRequest>(car_);
    request.set_request_id(kId);
    request.set_resend_if_unknown(resend_if_unknown);
    return request;
  }
  RichError Unlock(bool resend_if_unknown = false) const {
    return Call(*vehicles_, &Vehicles::UnlockDoors, Request(resend_if_unknown)).error;
  }
  auto StartUnlock(const CallOptions& options = {}) const {
    return StartCall(vehicles_->async(), &Vehicles::async::UnlockDoors, Request(), options);
  }
  void WaitUntilAllHaveArrived() const {
    EXPECT_EQ(Call(*vehicles_, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  }

  void QueueForCommand(Json fault) const {
    fault["match"] = {{"method", "POST"}, {"path", kApi}};
    simulator_->Queue(fault);
  }
  int Sent() const { return simulator_->Count({"POST", kApi}); }
  int Acted() const { return simulator_->CommandsCarriedOut(car_.vehicle_id); }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const Car car_ = Fleet(*simulator_).Tesla();
  const std::string state_dir_ = NewScratchFolder("state") + "/made/when/missing";
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
};

TEST_F(CommandRestartTest, KilledBetweenSendingAndAnsweringIsUnknownAndNotSentAgain) {
  StartGateway();
  QueueForCommand({{"hold_reply", kHold}});
  const auto first = StartUnlock();
  ASSERT_TRUE(simulator_->WaitForHeld(kHold, 1));
  EXPECT_EQ(Acted(), 1);
  Kill();
  EXPECT_EQ(first->Wait().error.code, grpc::UNAVAILABLE);  // of the library: connection lost
  simulator_->Release(kHold);
  StartGateway();
  const RichError again = Unlock();
  EXPECT_THAT(again, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(again, HasMetadata("may_have_executed", "true"));
  EXPECT_THAT(again.message, HasSubstr("nothing was sent now"));
  std::printf("killed between sending and answering: %d request, car acted %d, repeated: %s\n",
              Sent(), Acted(), again.info.reason().c_str());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
  EXPECT_THAT(Unlock(/*resend_if_unknown=*/true), Succeeds());
  EXPECT_EQ(Sent(), 2);
  EXPECT_EQ(Acted(), 2);
}

TEST_F(CommandRestartTest, KnownOutcomesSurviveAKill) {
  StartGateway();
  const auto first = Call(*vehicles_, &Vehicles::UnlockDoors, Request());
  EXPECT_THAT(first.error, Succeeds());
  Kill();
  StartGateway();
  const auto again = Call(*vehicles_, &Vehicles::UnlockDoors, Request());
  EXPECT_THAT(again.error, Succeeds());
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_EQ(Acted(), 1);
}

TEST_F(CommandRestartTest, WaitingForItsTurnWhenKilledIsNew) {
  StartGateway();
  QueueForCommand({{"hold", kHold}});
  const auto other =
      StartCall(vehicles_->async(), &Vehicles::async::LockDoors, For<v1::LockDoorsRequest>(car_));
  ASSERT_TRUE(simulator_->WaitForHeld(kHold, 1));
  const auto waiting = StartUnlock();
  WaitUntilAllHaveArrived();
  Kill();
  simulator_->Release(kHold);
  StartGateway();
  EXPECT_THAT(Unlock(), Succeeds());
  EXPECT_EQ(simulator_->CommandsCarriedOut(car_.vehicle_id, "security-unlock"), 1);
}

TEST_F(CommandRestartTest, CommandGoingOnWithoutItsCallerEndsBeforeTheGatewayStops) {
  StartGateway();
  QueueForCommand({{"hold_reply", kHold}});
  const auto first = StartUnlock();
  ASSERT_TRUE(simulator_->WaitForHeld(kHold, 1));
  first->Cancel();
  EXPECT_EQ(first->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(gateway_->process().WaitForErr("reason=CANCELLED"));
  gateway_->process().Signal(SIGTERM);
  ASSERT_TRUE(gateway_->process().WaitForErr("stopping on signal"));
  EXPECT_TRUE(gateway_->process().running());
  simulator_->Release(kHold);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  StartGateway();
  EXPECT_THAT(Unlock(), Succeeds());  // as the gateway before it wrote down
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(CommandRestartTest, CutOffAtTheEndOfTheGracePeriodIsUnknown) {
  StartGateway("100ms");
  QueueForCommand({{"hold_reply", kHold}});
  const auto first = StartUnlock();
  ASSERT_TRUE(simulator_->WaitForHeld(kHold, 1));
  gateway_->process().Signal(SIGTERM);
  EXPECT_THAT(first->Wait().error, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  vehicles_ = nullptr;
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  StartGateway();
  const RichError again = Unlock();
  EXPECT_THAT(again, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  EXPECT_THAT(again.message, HasSubstr("the gateway stopped before the result came"));
  EXPECT_EQ(Sent(), 1);
}

TEST_F(CommandRestartTest, CancelledWhileWaitingForATokenIsNotSentAndItsIdWorksAgain) {
  simulator_->Queue({{"match", {{"path", kTokenPath}}}, {"hold", "token"}});
  StartGateway();
  WaitUntilAllHaveArrived();
  const auto first = StartUnlock();
  WaitUntilAllHaveArrived();
  ASSERT_TRUE(simulator_->WaitForHeld("token", 1));
  first->Cancel();
  EXPECT_EQ(first->Wait().error.code, grpc::CANCELLED);
  EXPECT_TRUE(gateway_->process().WaitForErr("reason=CANCELLED"));
  simulator_->Release("token");
  EXPECT_THAT(Unlock(), Succeeds());
  EXPECT_EQ(Sent(), 1);
  EXPECT_EQ(Acted(), 1);
}

TEST_F(CommandRestartTest, SecondGatewayOnTheFolderDoesNotStart) {
  StartGateway();
  const Finished second = RunToEnd(GatewayCommand(simulator_.get(), Options()));
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.err, AllOf(HasSubstr("another gateway uses " + state_dir_),
                                HasSubstr("folder of its own")));
  EXPECT_THAT(Unlock(), Succeeds());
}

TEST_F(CommandRestartTest, FolderThatCannotBeMadeIsAConfigurationError) {
  const std::string file = NewScratchFolder("file") + "/file";
  WriteFile(file, "");
  GatewayOptions options;
  options.config = {{"state_dir", file + "/state"}};
  const Finished run = RunToEnd(GatewayCommand(simulator_.get(), options));
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, AllOf(HasSubstr("the configuration is not usable"), HasSubstr("state_dir"),
                             HasSubstr(file + "/state")));
}

TEST_F(CommandRestartTest, DamagedBookIsNamedAndNothingStarts) {
  StartGateway();
  vehicles_ = nullptr;
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
  WriteFile(state_dir_ + "/commands.db", std::string(8192, 'x'));
  const Finished run = RunToEnd(GatewayCommand(simulator_.get(), Options()));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.err, AllOf(HasSubstr(state_dir_ + "/commands.db"), HasSubstr("move it away")));
}

TEST_F(CommandRestartTest, WithoutAFolderTheGatewayWarnsOnce) {
  GatewayOptions options;
  gateway_ = Gateway::Start(*simulator_, options);
  vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
  EXPECT_THAT(gateway_->process().err(), HasSubstr("state_dir is not set"));
  EXPECT_THAT(Unlock(), Succeeds());
  EXPECT_THAT(Unlock(), Succeeds());
  EXPECT_EQ(Sent(), 1);
  StartGateway();
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("state_dir is not set")));
}

}  // namespace
}  // namespace smartcar_gateway
