// Smartcar's limits seen from outside: who is served, who waits, who is refused, and what was sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;

// Each test has both processes for itself.
class QuotaTest : public ::testing::Test {
 protected:
  // Nobody shares a call here: what is counted is what was asked for.
  void StartGateway(const Json& quota = Json::object(), const Json& more = Json::object()) {
    GatewayOptions options;
    options.config = {{"quota", {{"enabled", true}}}, {"cache", {{"share_calls", false}}}};
    options.config["quota"].update(quota);
    options.config.merge_patch(more);
    gateway_ = Gateway::Start(*simulator_, std::move(options));
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
  }

  RichError Read(const Car& car, std::chrono::milliseconds deadline = kPatience) const {
    CallOptions options;
    options.deadline = deadline;
    return Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car), options)
        .error;
  }

  RichError Lock(const Car& car) const {
    return Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error;
  }

  std::vector<std::unique_ptr<PendingRead>> StartReads(Vehicles& stub, const Car& car, int count,
                                                       const std::string& caller) const {
    CallOptions options;
    options.deadline = kNoDeadline;
    options.metadata = {{"x-caller-id", caller}};
    std::vector<std::unique_ptr<PendingRead>> reads;
    for (int i = 0; i < count; ++i) {
      reads.push_back(StartCall(stub.async(), &Vehicles::async::ListSignals,
                                For<v1::ListSignalsRequest>(car), options));
    }
    return reads;
  }

  // Answered by the gateway itself, and in the order of one connection: whatever was started before
  // has arrived by then.
  static void WaitUntilAllHaveArrived(Vehicles& stub) {
    EXPECT_EQ(Call(stub, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  }

  int ApiRequests() const { return simulator_->Count({"", kApi}); }

  // Its number in the record; 0 if there is none.
  int LastRequest() const {
    const Json requests = simulator_->Recorded();
    return requests.empty() ? 0 : requests.back().at("sequence").get<int>();
  }

  void RefuseOnce(const char* code, const Json& headers) const {
    simulator_->Queue(
        {{"match", {{"path", kApi}}},
         {"status", 429},
         {"headers", headers},
         {"body", {{"errors", {{{"status", "429"}, {"type", "RATE_LIMIT"}, {"code", code}}}}}}});
  }

  void Stop() {
    vehicles_ = nullptr;
    gateway_->process().Signal(SIGTERM);
    EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
    gateway_ = nullptr;
  }

  static void ExpectHeldBack(const RichError& error, const char* limit, const char* text) {
    EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "QUOTA_GUARD"));
    EXPECT_THAT(error, HasMetadata("limit", limit));
    EXPECT_THAT(error.message, HasSubstr(text));
    ASSERT_TRUE(error.retry_info.has_value());
    ASSERT_TRUE(error.quota_failure.has_value());
    EXPECT_THAT(error.quota_failure->violations(0).subject(), HasSubstr(limit));
    // A client must not sleep for days, which is what a month's limit may take.
    const bool too_long = error.retry_info->retry_delay().seconds() > 24 * 60 * 60;
    EXPECT_TRUE(error.pushback.has_value());
    EXPECT_EQ(error.pushback.value_or("") == "-1", too_long);
  }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const Fleet fleet_{*simulator_};
  const Car car_ = fleet_.Tesla();
  const Car other_ = fleet_.Charging();
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
};

TEST_F(QuotaTest, ModestCallerGetsItsShareBesideAGreedyOne) {
  constexpr int kGreedy = 10'000;
  constexpr int kModest = 10;
  // 100 calls a second, so that the test is quick.
  StartGateway({{"burst", 20}, {"refill_per_minute", 6000}, {"max_queue_time", "1h"}},
               {{"deadlines", {{"max", "1h"}, {"read_default", "1h"}}}});
  const auto other_connection = v1::VehicleService::NewStub(gateway_->NewChannel());
  const auto greedy = StartReads(*vehicles_, fleet_.BrandNew(), kGreedy, "greedy");
  WaitUntilAllHaveArrived(*vehicles_);
  const auto modest = StartReads(*other_connection, other_, kModest, "modest");
  WaitUntilAllHaveArrived(*other_connection);
  const auto memory = gateway_->process().resident_kilobytes();
  const int before = LastRequest();

  for (const auto& read : modest) EXPECT_THAT(read->Wait().error, Succeeds());
  int greedy_before = 0;
  int greedy_between = 0;
  int last = 0;
  const Json requests = simulator_->Recorded({"GET", kApi});
  for (const Json& request : requests) {
    const bool is_modest =
        request.at("path").get<std::string>().find(other_.vehicle_id) != std::string::npos;
    if (is_modest) last = request.at("sequence");
  }
  for (const Json& request : requests) {
    const int sequence = request.at("sequence");
    if (sequence > last) break;
    ++(sequence <= before ? greedy_before : greedy_between);
  }
  // Since all had arrived, two of the other caller's for each at most; and what was under way.
  EXPECT_LE(greedy_between, 3 * kModest + 10);
  std::printf(
      "greedy caller with %d reads, modest one with %d: while the modest one's were served, %d "
      "were made in all, after %d before it came; memory with all of them waiting: %ld KB\n",
      kGreedy, kModest, greedy_between, greedy_before, memory);
}

TEST_F(QuotaTest, VehicleLimitReachesTheCallerAtOnceAndThenStaysInTheGateway) {
  StartGateway();
  RefuseOnce("VEHICLE", {{"retry-after", "3600"}});
  const RichError limited = Read(car_);
  EXPECT_THAT(limited, FailsWith(grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
  ASSERT_TRUE(limited.retry_info.has_value());
  EXPECT_EQ(limited.retry_info->retry_delay().seconds(), 3600);
  EXPECT_EQ(limited.pushback, "3600000");
  ASSERT_TRUE(limited.quota_failure.has_value());
  EXPECT_EQ(limited.quota_failure->violations(0).subject(),
            "smartcar.com/vehicle/" + car_.vehicle_id);
  EXPECT_EQ(ApiRequests(), 1);

  for (const RichError& next : {Read(car_), Lock(car_)}) {
    ExpectHeldBack(next, "vehicle", "Smartcar has limited the calls for vehicle");
    EXPECT_GT(next.retry_info->retry_delay().seconds(), 3500);
    EXPECT_LE(next.retry_info->retry_delay().seconds(), 3600);
  }
  EXPECT_THAT(Lock(car_), HasMetadata("may_have_executed", "false"));
  EXPECT_EQ(ApiRequests(), 1);
  EXPECT_THAT(Read(other_), Succeeds());
  EXPECT_EQ(ApiRequests(), 2);
  std::printf("429 VEHICLE with Retry-After 3600: 4 calls, 1 request\n");
}

TEST_F(QuotaTest, ApplicationLimitReachesTheCallerAtOnceAndThenStopsAllCalls) {
  StartGateway();
  RefuseOnce("SMARTCAR_API", {{"retry-after", "3600"}});
  const RichError limited = Read(car_);
  EXPECT_THAT(limited, FailsWith(grpc::RESOURCE_EXHAUSTED, "APPLICATION_RATE_LIMIT"));
  ASSERT_TRUE(limited.retry_info.has_value());
  EXPECT_EQ(limited.retry_info->retry_delay().seconds(), 3600);
  EXPECT_EQ(limited.pushback, "3600000");
  ASSERT_TRUE(limited.quota_failure.has_value());
  EXPECT_EQ(limited.quota_failure->violations(0).subject(), "smartcar.com/application");

  for (const RichError& next : {Read(other_), Lock(car_)}) {
    ExpectHeldBack(next, "application", "this one's turn would come in");
    EXPECT_GT(next.retry_info->retry_delay().seconds(), 3500);
  }
  EXPECT_EQ(ApiRequests(), 1);
  EXPECT_TRUE(gateway_->process().WaitForErr("quota: Smartcar refused a call"));
  std::printf("429 SMARTCAR_API with Retry-After 3600: 3 calls, 1 request\n");
}

TEST_F(QuotaTest, MirrorAgreesWithSmartcarAndRefusesTheCallAfterTheBurstUnsent) {
  simulator_->SetSwitches({{"rate_limit", "on"}});
  StartGateway();
  constexpr int kBurst = 120;
  for (int i = 0; i < kBurst; ++i) ASSERT_THAT(Read(fleet_.BrandNew()), Succeeds());
  const RichError refused = Read(car_, std::chrono::seconds(10));
  ExpectHeldBack(refused, "application", "120 calls at once and 2 a minute");
  EXPECT_LE(refused.retry_info->retry_delay().seconds(), 30);
  EXPECT_EQ(ApiRequests(), kBurst);
  for (const Json& request : simulator_->Recorded({"", kApi})) {
    EXPECT_EQ(request.at("status"), 200) << "Smartcar refused what the gateway thought it may";
  }
}

TEST_F(QuotaTest, MirrorThatKnewTooLittleIsCorrectedByTheFirstRefusal) {
  simulator_->SetSwitches({{"rate_limit", "on"}});
  StartGateway({{"enabled", false}});
  for (int i = 0; i < 120; ++i) ASSERT_THAT(Read(fleet_.BrandNew()), Succeeds());
  Stop();
  simulator_->ClearRecord();
  StartGateway();  // which does not know what was used before
  EXPECT_THAT(Lock(car_), FailsWith(grpc::RESOURCE_EXHAUSTED, "APPLICATION_RATE_LIMIT"));
  ExpectHeldBack(Read(car_, std::chrono::seconds(10)), "application",
                 "this one's turn would come in");
  EXPECT_EQ(ApiRequests(), 1);
}

TEST_F(QuotaTest, CallWaitsForRoomIfItsDeadlineAllows) {
  StartGateway({{"burst", 2}, {"refill_per_minute", 600}});
  for (int i = 0; i < 6; ++i) EXPECT_THAT(Read(car_), Succeeds());
  EXPECT_EQ(ApiRequests(), 6);
}

TEST_F(QuotaTest, CommandOvertakesWaitingReads) {
  constexpr int kReads = 40;
  StartGateway({{"burst", 1}, {"refill_per_minute", 60}, {"max_queue_time", "1h"}},
               {{"deadlines", {{"max", "1h"}, {"read_default", "1h"}}}});
  const auto reads = StartReads(*vehicles_, other_, kReads, "reader");
  WaitUntilAllHaveArrived(*vehicles_);
  const auto lock =
      StartCall(vehicles_->async(), &Vehicles::async::LockDoors, For<v1::LockDoorsRequest>(car_));
  WaitUntilAllHaveArrived(*vehicles_);
  const int before = LastRequest();
  EXPECT_THAT(lock->Wait().error, Succeeds());
  int reads_between = 0;
  for (const Json& request : simulator_->Recorded({"", kApi})) {
    if (request.at("method") == "POST") break;
    reads_between += request.at("sequence") > before;
  }
  EXPECT_LE(reads_between, 1) << "one may have been on its way";
  std::printf("%d reads wait, a command comes: %d reads made before it\n", kReads, reads_between);
}

TEST_F(QuotaTest, CancelledCallsLeaveTheQueueUnsent) {
  constexpr int kReads = 100;
  StartGateway({{"burst", 1}, {"refill_per_minute", 60}, {"max_queue_time", "1h"}},
               {{"deadlines", {{"max", "1h"}, {"read_default", "1h"}}}});
  auto waiting = StartReads(*vehicles_, other_, kReads, "reader");
  WaitUntilAllHaveArrived(*vehicles_);
  waiting.clear();
  // Behind them all this one's turn would come in more than a minute.
  CallOptions options;
  options.deadline = std::chrono::seconds(10);
  options.metadata = {{"x-caller-id", "reader"}};
  EXPECT_TRUE(Eventually([&] {
    return Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_), options)
               .error.code == grpc::OK;
  }));
  EXPECT_LT(ApiRequests(), kReads / 2);
}

TEST_F(QuotaTest, HardLimitOfTheMonthSurvivesARestart) {
  const Json config = {{"state_dir", NewScratchFolder("state")}};
  constexpr int kLimit = 3;
  const Json quota = {{"vehicle_month_hard_limit", kLimit}, {"vehicle_month_soft_limit", 2}};
  StartGateway(quota, config);
  for (int i = 0; i < kLimit; ++i) EXPECT_THAT(Read(car_), Succeeds());
  ExpectHeldBack(Read(car_), "vehicle_month", "the 3 calls that the gateway's configuration");
  const std::string log = gateway_->process().err();
  const std::string line = "quota: vehicle " + car_.vehicle_id + " has reached 2 calls";
  const size_t first = log.find(line);
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(log.find(line, first + 1), std::string::npos) << "told once";
  Stop();

  StartGateway(quota, config);
  ExpectHeldBack(Lock(car_), "vehicle_month", "used up");
  EXPECT_THAT(Read(other_), Succeeds());
  EXPECT_EQ(ApiRequests(), kLimit + 1);
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr(line)));
}

TEST_F(QuotaTest, CallThatWaitsWhenTheGatewayStopsIsToldThatNothingWasSent) {
  StartGateway(Json::object(), {{"shutdown", {{"grace_period", "0s"}}}});
  for (int i = 0; i < 120; ++i) ASSERT_THAT(Read(fleet_.BrandNew()), Succeeds());
  const auto waiting = StartCall(vehicles_->async(), &Vehicles::async::LockDoors,
                                 For<v1::LockDoorsRequest>(car_), {std::chrono::minutes(4), {}});
  WaitUntilAllHaveArrived(*vehicles_);
  gateway_->process().Signal(SIGTERM);
  const RichError error = waiting->Wait().error;
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "SHUTTING_DOWN"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
  vehicles_ = nullptr;
  EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
  EXPECT_EQ(simulator_->Count({"POST", kApi}), 0);
}

TEST_F(QuotaTest, SwitchedOffEverythingGoesThrough) {
  constexpr int kReads = 300;
  StartGateway({{"enabled", false}, {"vehicle_month_hard_limit", 1}});
  const auto reads = StartReads(*vehicles_, fleet_.BrandNew(), kReads, "reader");
  for (const auto& read : reads) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(ApiRequests(), kReads);
}

}  // namespace
}  // namespace smartcar_gateway
