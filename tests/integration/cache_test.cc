// Answers of reads are kept for callers who accept some age, and dropped when a command may have
// changed what they say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::SizeIs;

constexpr char kHold[] = "until released";
constexpr int kAnHour = 3600;

template <typename Request>
Request WithMaxAge(Request request, int seconds = kAnHour) {
  request.mutable_max_age()->set_seconds(seconds);
  return request;
}

class CacheTest : public GatewayTest {
 protected:
  static int Reads() { return simulator().Count({"GET", kApi}); }

  static Reply<v1::ListSignalsResponse> Read(const Car& car, int max_age = kAnHour) {
    return Call(vehicles(), &Vehicles::ListSignals,
                WithMaxAge(For<v1::ListSignalsRequest>(car), max_age));
  }

  static RichError Lock(const Car& car) {
    return Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error;
  }

  // The same twice costs one request; the second answer says its age and nothing else is different.
  template <typename Stub, typename Method, typename Request>
  static void ExpectKept(Stub& stub, Method method, const Request& request) {
    const int before = Reads();
    auto first = Call(stub, method, request);
    EXPECT_THAT(first.error, Succeeds());
    EXPECT_FALSE(first.response.has_age());
    auto second = Call(stub, method, request);
    EXPECT_THAT(second.error, Succeeds());
    EXPECT_TRUE(second.response.has_age());
    EXPECT_LT(second.response.age().seconds(), kAnHour);
    EXPECT_EQ(Reads(), before + 1);
    second.response.clear_age();
    EXPECT_EQ(second.response.SerializeAsString(), first.response.SerializeAsString());
  }
};

TEST_F(CacheTest, AHitCostsNoRequestAndSaysItsAge) {
  const Car car = fleet().Tesla();
  ExpectKept(vehicles(), &Vehicles::ListSignals, WithMaxAge(For<v1::ListSignalsRequest>(car)));
  auto signal = WithMaxAge(For<v1::GetSignalRequest>(car));
  signal.set_signal_code("odometer-traveleddistance");
  ExpectKept(vehicles(), &Vehicles::GetSignal, signal);
  v1::GetVehicleRequest vehicle;
  vehicle.set_vehicle_id(car.vehicle_id);
  ExpectKept(vehicles(), &Vehicles::GetVehicle, WithMaxAge(vehicle));
  ExpectKept(vehicles(), &Vehicles::GetVehicleState,
             WithMaxAge(For<v1::GetVehicleStateRequest>(fleet().Full())));
  ExpectKept(connections(), &Connections::ListConnections,
             WithMaxAge(v1::ListConnectionsRequest()));
}

TEST_F(CacheTest, AThousandReadsOfAnHourCostOneRequest) {
  const Car car = fleet().Simulated();
  constexpr int kReads = 1000;
  for (int i = 0; i < kReads; ++i) ASSERT_THAT(Read(car).error, Succeeds());
  EXPECT_EQ(Reads(), 1);
  std::printf("%d reads with max_age: %d request to Smartcar\n", kReads, Reads());
}

TEST_F(CacheTest, ABatchTakesWhatIsKeptAndAsksForTheRest) {
  const Car kept = fleet().Named("TOYOTA", "Prius");
  const Car other = fleet().Named("AUDI", "Q4 e-tron");
  ASSERT_THAT(Read(kept).error, Succeeds());
  simulator().ClearRecord();
  auto request = WithMaxAge(v1::BatchGetSignalsRequest());
  for (const Car& car : {kept, other}) {
    auto* vehicle = request.add_vehicles();
    vehicle->set_vehicle_id(car.vehicle_id);
    vehicle->set_user_id(car.user_id);
  }
  grpc::ClientContext context;
  Prepare({}, &context);
  const auto stream = vehicles().BatchGetSignals(&context, request);
  v1::BatchGetSignalsResponse answer;
  int answers = 0;
  while (stream->Read(&answer)) {
    ++answers;
    ASSERT_TRUE(answer.has_result());
    EXPECT_EQ(answer.result().has_age(), answer.vehicle_id() == kept.vehicle_id);
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answers, 2);
  EXPECT_EQ(Reads(), 1);
}

TEST_F(CacheTest, WithoutMaxAgeOrWithZeroSmartcarIsAsked) {
  const Car car = fleet().Unplugged();
  for (int i = 0; i < 2; ++i) {
    const auto reply = Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
    EXPECT_THAT(reply.error, Succeeds());
    EXPECT_FALSE(reply.response.has_age());
    EXPECT_FALSE(Read(car, 0).response.has_age());
  }
  EXPECT_EQ(Reads(), 4);
}

TEST_F(CacheTest, ACommandDropsWhatIsKeptOfItsCarAlone) {
  const Car car = fleet().Charging();
  const Car other = fleet().Unplugged();
  for (const Car& each : {car, other}) {
    ASSERT_THAT(Read(each).error, Succeeds());
    ASSERT_TRUE(Read(each).response.has_age());
  }
  simulator().ClearRecord();
  ASSERT_THAT(Lock(car), Succeeds());
  EXPECT_FALSE(Read(car).response.has_age());
  EXPECT_TRUE(Read(other).response.has_age());
  EXPECT_EQ(Reads(), 1);
}

TEST_F(CacheTest, ACommandWithUnknownOutcomeDropsToo) {
  const Car car = fleet().Charging();
  ASSERT_THAT(Read(car).error, Succeeds());
  simulator().Queue({{"match", {{"method", "POST"}, {"path", kApi}}}, {"break", "after"}});
  EXPECT_EQ(Lock(car).code, grpc::UNKNOWN);
  EXPECT_FALSE(Read(car).response.has_age());
}

TEST_F(CacheTest, AReadInFlightDuringACommandIsNotKept) {
  const Car car = fleet().Charging();
  simulator().Queue({{"match", {{"method", "GET"}, {"path", kApi}}}, {"hold_reply", kHold}});
  const auto read = StartCall(vehicles().async(), &Vehicles::async::ListSignals,
                              WithMaxAge(For<v1::ListSignalsRequest>(car), 0));
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  ASSERT_THAT(Lock(car), Succeeds());
  simulator().Release(kHold);
  ASSERT_THAT(read->Wait().error, Succeeds());
  EXPECT_FALSE(Read(car).response.has_age());
  EXPECT_EQ(Reads(), 2);
}

TEST_F(CacheTest, ACommandThatGoesOnWithoutItsCallerDropsWhenItEnds) {
  const Car car = fleet().Simulated();
  simulator().Queue({{"match", {{"method", "POST"}, {"path", kApi}}}, {"hold_reply", kHold}});
  auto lock = For<v1::LockDoorsRequest>(car);
  lock.set_request_id("3d2b8a52-90c1-4a1f-8f3e-0c6f2f5d7e11");
  auto call = StartCall(vehicles().async(), &Vehicles::async::LockDoors, lock);
  ASSERT_TRUE(simulator().WaitForHeld(kHold, 1));
  call->Cancel();
  EXPECT_EQ(call->Wait().error.code, grpc::CANCELLED);
  ASSERT_THAT(Read(car).error, Succeeds());
  EXPECT_TRUE(Read(car).response.has_age()) << "nobody has seen the command end";
  simulator().Release(kHold);
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, lock).error, Succeeds());
  EXPECT_FALSE(Read(car).response.has_age());
}

TEST_F(CacheTest, OneUsersAnswerIsNotAnothers) {
  const Car car = fleet().Charging();
  Car of_another = car;
  of_another.user_id = fleet().Lapsed().user_id;
  simulator().ClearRecord();
  Read(car);
  EXPECT_FALSE(Read(of_another).response.has_age());
}

TEST_F(CacheTest, DeletingAConnectionDropsWhatListsSay) {
  const auto list = WithMaxAge(v1::ListConnectionsRequest());
  ASSERT_THAT(Call(connections(), &Connections::ListConnections, list).error, Succeeds());
  v1::DeleteConnectionRequest request;
  request.set_connection_id(fleet().Moving().connection_id);
  ASSERT_THAT(Call(connections(), &Connections::DeleteConnection, request).error, Succeeds());
  EXPECT_FALSE(Call(connections(), &Connections::ListConnections, list).response.has_age());
}

// With a configuration of its own.
class ConfiguredCacheTest : public ::testing::Test {
 protected:
  void Start(const Json& cache) {
    GatewayOptions options;
    options.config = {{"cache", cache}};
    gateway_ = Gateway::Start(*simulator_, options);
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
    simulator_->ClearRecord();
  }

  RichError Read(const v1::ListSignalsRequest& request) const {
    return Call(*vehicles_, &Vehicles::ListSignals, request).error;
  }

  int Reads() const { return simulator_->Count({"GET", kApi}); }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  const v1::ListSignalsRequest plain_ = For<v1::ListSignalsRequest>(Fleet(*simulator_).BrandNew());
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
};

TEST_F(ConfiguredCacheTest, ThereIsNoSuchThingIsKeptBriefly) {
  const Json missing = {{"match", {{"path", kApi}}}, {"status", 404}, {"body", "{}"}};
  Start({{"negative_max_age", "1h"}});
  simulator_->Queue(missing);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Read(WithMaxAge(plain_)), FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  }
  EXPECT_EQ(Reads(), 1);
  EXPECT_THAT(Read(plain_), Succeeds());
  Start({{"negative_max_age", "0s"}});
  simulator_->Queue(missing);
  EXPECT_EQ(Read(WithMaxAge(plain_)).code, grpc::NOT_FOUND);
  EXPECT_THAT(Read(WithMaxAge(plain_)), Succeeds());
}

TEST_F(ConfiguredCacheTest, TheOperatorsMaxAgeIsForCallersWhoDoNotSay) {
  Start({{"default_max_age", "1h"}});
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Read(plain_), Succeeds());
  EXPECT_EQ(Reads(), 1);
  EXPECT_THAT(Read(WithMaxAge(plain_, 0)), Succeeds());
  EXPECT_EQ(Reads(), 2);
}

TEST_F(ConfiguredCacheTest, WithoutMemoryNothingIsKept) {
  Start({{"max_bytes", 0}});
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Read(WithMaxAge(plain_)), Succeeds());
  EXPECT_EQ(Reads(), 3);
}

}  // namespace
}  // namespace smartcar_gateway
