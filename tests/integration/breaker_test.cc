// A host of Smartcar's that fails all the time is left alone, and used again when it is well.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>

#include "smartcar/gateway/v1/webhook_service.grpc.pb.h"
#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

constexpr int kFailures = 5;

class BreakerTest : public ::testing::Test {
 protected:
  void Start(const char* first_pause, const char* longest_pause, Json smartcar = Json::object()) {
    GatewayOptions options;
    options.config = {
        {"smartcar", std::move(smartcar)},
        {"retry", {{"max_attempts", 1}}},
        {"breaker",
         {{"failures", kFailures}, {"initial_pause", first_pause}, {"max_pause", longest_pause}}}};
    gateway_ = Gateway::Start(*simulator_, options);
    channel_ = gateway_->NewChannel();
    vehicles_ = v1::VehicleService::NewStub(channel_);
  }

  RichError Read() const {
    return Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error;
  }
  RichError Lock() const {
    return Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car_)).error;
  }

  void Break(const Json& how) const {
    Json fault = how;
    fault["match"] = {{"path", kApi}};
    fault["times"] = -1;
    simulator_->Queue(fault);
  }

  // Fails until the host is left alone, which is after so many failures.
  void FailUntilOpen() const {
    for (int i = 0; i < kFailures; ++i) {
      const RichError error = Read();
      EXPECT_EQ(error.code, grpc::UNAVAILABLE);
      EXPECT_NE(error.info.reason(), "CIRCUIT_OPEN");
    }
  }

  int Requests() const { return simulator_->Count({"", kApi}); }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const Car car_ = Fleet(*simulator_).BrandNew();
  std::unique_ptr<Gateway> gateway_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Vehicles> vehicles_;
};

TEST_F(BreakerTest, AHostThatIsDownIsLeftAloneAndCallersAreToldAtOnce) {
  Start("1m", "1m");
  Break({{"break", "before"}});
  FailUntilOpen();
  simulator_->ClearRecord();
  constexpr int kCalls = 100;
  for (int i = 0; i < kCalls; ++i) {
    const RichError read = Read();
    EXPECT_THAT(read, FailsWith(grpc::UNAVAILABLE, "CIRCUIT_OPEN"));
    ASSERT_TRUE(read.retry_info.has_value());
    EXPECT_LE(read.retry_info->retry_delay().seconds(), 60);
    EXPECT_TRUE(read.pushback.has_value());
    const RichError lock = Lock();
    EXPECT_THAT(lock, FailsWith(grpc::UNAVAILABLE, "CIRCUIT_OPEN"));
    EXPECT_THAT(lock, HasMetadata("may_have_executed", "false"));
    EXPECT_TRUE(lock.pushback.has_value());
  }
  EXPECT_EQ(Requests(), 0);
  EXPECT_TRUE(gateway_->process().WaitForErr("is left alone: 5 failures in a row"));
  std::printf("host down: %d calls refused at once, %d requests\n", 2 * kCalls, Requests());
}

TEST_F(BreakerTest, ItIsUsedAgainWhenItIsWell) {
  Start("10ms", "40ms");
  for (const Json& how : {Json({{"break", "before"}}), Json({{"status", 503}, {"body", ""}})}) {
    Break(how);
    EXPECT_TRUE(Eventually([&] { return Read().info.reason() == "CIRCUIT_OPEN"; }));
    simulator_->ClearFaults();
    EXPECT_TRUE(Eventually([&] { return Read().code == grpc::OK; }));
    EXPECT_THAT(Lock(), Succeeds());
  }
  EXPECT_TRUE(gateway_->process().WaitForErr("is well again"));
}

TEST_F(BreakerTest, OtherFailuresDoNotOpenIt) {
  Start("1m", "1m");
  for (const int status : {404, 429, 500, 502, 504}) {
    Break({{"status", status}, {"body", "{}"}});
    for (int i = 0; i < 2 * kFailures; ++i) EXPECT_NE(Read().info.reason(), "CIRCUIT_OPEN");
    simulator_->ClearFaults();
  }
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(BreakerTest, OtherHostsAreNotConcerned) {
  // Nobody listens on port 1.
  Start("1m", "1m", {{"vehicle_base_url", "https://127.0.0.1:1/v3"}});
  FailUntilOpen();
  EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "CIRCUIT_OPEN"));
  const auto webhooks = v1::WebhookService::NewStub(channel_);
  EXPECT_THAT(
      Call(*webhooks, &v1::WebhookService::Stub::ListWebhooks, v1::ListWebhooksRequest()).error,
      Succeeds());
}

}  // namespace
}  // namespace smartcar_gateway
