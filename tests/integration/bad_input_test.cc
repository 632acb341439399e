// What callers get wrong: nothing of it reaches Smartcar, and every error says what to change.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

constexpr char kNowhere[] = "22222222-0001-4000-8000-999999999999";

class BadInputTest : public GatewayTest {
 protected:
  void TearDown() override {
    if (may_send_) return;
    EXPECT_EQ(simulator().Count({"", kApi}), 0);
  }

  template <typename Request, typename Response>
  static RichError Fail(grpc::Status (Vehicles::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                        const Request& request) {
    const RichError error = Call(vehicles(), method, request).error;
    EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "INVALID_ARGUMENT_FIELDS"));
    return error;
  }

  // An RPC without ids names every missing one, whatever else is wrong.
  template <typename Request, typename Response>
  static void ExpectIdsRequired(grpc::Status (Vehicles::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*)) {
    const RichError error = Fail(method, Request());
    EXPECT_THAT(error, Violates("vehicle_id", "is required")) << Request().GetTypeName();
    EXPECT_THAT(error, Violates("user_id", "is required")) << Request().GetTypeName();
  }

  // Calls a method by its name with these bytes as the request.
  static grpc::Status CallRaw(const std::string& method, const std::string& bytes) {
    grpc::GenericStub stub(gateway().NewChannel());
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::ClientContext context;
    Prepare({}, &context);
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<grpc::Status> result;
    stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                   [&](grpc::Status status) {
                     const std::lock_guard<std::mutex> lock(mutex);
                     result = status;
                     changed.notify_all();
                   });
    std::unique_lock<std::mutex> lock(mutex);
    changed.wait(lock, [&] { return result.has_value(); });
    return *result;
  }

  static void ExpectAlive() {
    v1::GetVehicleRequest request;
    request.set_vehicle_id(fleet().Tesla().vehicle_id);
    EXPECT_THAT(Call(vehicles(), &Vehicles::GetVehicle, request).error, Succeeds());
  }

  bool may_send_ = false;
};

TEST_F(BadInputTest, EveryRpcOfVehiclesNamesMissingIds) {
  EXPECT_THAT(Fail(&Vehicles::GetVehicle, v1::GetVehicleRequest()),
              Violates("vehicle_id", "is required"));
  ExpectIdsRequired(&Vehicles::ListSignals);
  ExpectIdsRequired(&Vehicles::GetSignal);
  ExpectIdsRequired(&Vehicles::StartCharge);
  ExpectIdsRequired(&Vehicles::StopCharge);
  ExpectIdsRequired(&Vehicles::SetChargeLimit);
  ExpectIdsRequired(&Vehicles::OpenChargePort);
  ExpectIdsRequired(&Vehicles::CloseChargePort);
  ExpectIdsRequired(&Vehicles::LockDoors);
  ExpectIdsRequired(&Vehicles::UnlockDoors);
  ExpectIdsRequired(&Vehicles::SetDestination);
  ExpectIdsRequired(&Vehicles::CreateDailyChargeSchedule);
  ExpectIdsRequired(&Vehicles::CreateWeeklyChargeSchedule);
  ExpectIdsRequired(&Vehicles::CreateWorkweekChargeSchedule);
  ExpectIdsRequired(&Vehicles::DeleteChargeSchedule);
}

TEST_F(BadInputTest, EveryRpcOfConnectionsNamesMissingIds) {
  EXPECT_THAT(Call(connections(), &Connections::GetConnection, {}).error,
              Violates("connection_id", "is required"));
  EXPECT_THAT(Call(connections(), &Connections::DeleteConnection, {}).error,
              Violates("connection_id", "is required"));
  EXPECT_THAT(Call(connections(), &Connections::DeleteUser, {}).error,
              Violates("user_id", "is required"));
}

TEST_F(BadInputTest, AllViolationsComeAtOnceAndInTheMessage) {
  v1::SetChargeLimitRequest request;
  request.set_request_id("not-a-uuid");
  request.set_limit_percent(101);
  const RichError error = Fail(&Vehicles::SetChargeLimit, request);
  EXPECT_EQ(error.bad_request->field_violations_size(), 4);
  EXPECT_THAT(error, Violates("limit_percent", "must be 50 to 100"));
  EXPECT_THAT(error, Violates("request_id", "must be a UUID"));
  for (const char* field : {"vehicle_id", "user_id", "limit_percent", "request_id"}) {
    EXPECT_THAT(error.message, HasSubstr(field));
  }
}

TEST_F(BadInputTest, IdsCannotLeaveTheirPlaceInThePath) {
  for (const std::string& id :
       {std::string("../users/x"), std::string(".."), std::string("."), std::string("a/b"),
        std::string("a%2Fb"), std::string("a?x=1"), std::string("a#b"), std::string("a b"),
        std::string("a\\b"), std::string("a\r\nx-evil: 1"), std::string("a\0b", 3),
        std::string("\xc3\xbc"), std::string(129, 'a')}) {
    auto request = For<v1::GetSignalRequest>({id, id, ""});
    request.set_signal_code(id);
    const RichError error = Fail(&Vehicles::GetSignal, request);
    for (const char* field : {"vehicle_id", "user_id", "signal_code"}) {
      EXPECT_THAT(error, Violates(field, "")) << id;
    }
    v1::DeleteUserRequest user;
    user.set_user_id(id);
    EXPECT_THAT(Call(connections(), &Connections::DeleteUser, user).error, Violates("user_id", ""));
  }
}

TEST_F(BadInputTest, ChargeLimitHasItsRange) {
  auto request = For<v1::SetChargeLimitRequest>(fleet().Tesla());
  for (const int limit : {-1, 0, 49, 101, std::numeric_limits<int>::max()}) {
    request.set_limit_percent(limit);
    EXPECT_THAT(Fail(&Vehicles::SetChargeLimit, request),
                Violates("limit_percent", "must be 50 to 100"));
  }
}

TEST_F(BadInputTest, PlacesMustBeOnTheGlobe) {
  auto request = For<v1::SetDestinationRequest>(fleet().Tesla());
  EXPECT_THAT(Fail(&Vehicles::SetDestination, request), Violates("destination", "is required"));
  request.mutable_destination()->set_latitude(90.001);
  const RichError error = Fail(&Vehicles::SetDestination, request);
  EXPECT_THAT(error, Violates("destination.latitude", "must be -90 to 90"));
  EXPECT_THAT(error, Violates("destination.longitude", "is required"));
  request.mutable_destination()->set_latitude(std::nan(""));
  request.mutable_destination()->set_longitude(std::numeric_limits<double>::infinity());
  const RichError unreal = Fail(&Vehicles::SetDestination, request);
  EXPECT_THAT(unreal, Violates("destination.latitude", "must be -90 to 90"));
  EXPECT_THAT(unreal, Violates("destination.longitude", "must be -180 to 180"));
}

TEST_F(BadInputTest, SchedulesNeedWholeTimesAndDays) {
  auto daily = For<v1::CreateDailyChargeScheduleRequest>(fleet().Tesla());
  daily.mutable_start_time()->set_hours(24);
  const RichError error = Fail(&Vehicles::CreateDailyChargeSchedule, daily);
  EXPECT_THAT(error, Violates("location", "is required"));
  EXPECT_THAT(error, Violates("start_time", "must be 00:00 to 23:59"));
  EXPECT_THAT(error, Violates("stop_time", "is required"));
  auto weekly = For<v1::CreateWeeklyChargeScheduleRequest>(fleet().Tesla());
  EXPECT_THAT(Fail(&Vehicles::CreateWeeklyChargeSchedule, weekly),
              Violates("days", "must name at least one day"));
  weekly.add_days()->set_day(v1::DAY_OF_WEEK_MONDAY);
  weekly.add_days()->set_day(v1::DAY_OF_WEEK_MONDAY);
  EXPECT_THAT(Fail(&Vehicles::CreateWeeklyChargeSchedule, weekly),
              Violates("days[1].day", "is named twice"));
  auto workweek = For<v1::CreateWorkweekChargeScheduleRequest>(fleet().Tesla());
  EXPECT_THAT(Fail(&Vehicles::CreateWorkweekChargeSchedule, workweek),
              Violates("weekdays", "is required if weekends is not given"));
}

TEST_F(BadInputTest, UnknownEnumValuesAreRefused) {
  auto request = For<v1::ListSignalsRequest>(fleet().Tesla());
  request.set_unit_system(static_cast<v1::UnitSystem>(77));
  EXPECT_THAT(Fail(&Vehicles::ListSignals, request), Violates("unit_system", ""));
  v1::ListConnectionsRequest list;
  list.set_mode(static_cast<v1::VehicleMode>(77));
  EXPECT_THAT(Call(connections(), &Connections::ListConnections, list).error, Violates("mode", ""));
}

TEST_F(BadInputTest, UnknownVehicleIsNotFound) {
  may_send_ = true;
  v1::GetVehicleRequest request;
  request.set_vehicle_id(kNowhere);
  const RichError error = Call(vehicles(), &Vehicles::GetVehicle, request).error;
  EXPECT_THAT(error, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_TRUE(error.resource_info.has_value());
  EXPECT_EQ(error.resource_info->resource_type(), "vehicle");
  EXPECT_EQ(error.resource_info->resource_name(), kNowhere);
  const Car nowhere{kNowhere, fleet().Tesla().user_id, ""};
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(nowhere)).error,
              FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(BadInputTest, AnotherUsersCarIsOutOfReach) {
  may_send_ = true;
  const Car car{fleet().Tesla().vehicle_id, fleet().Full().user_id, ""};
  simulator().SetSwitches({{"ownership_mismatch", "404"}});
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error,
              FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  simulator().SetSwitches({{"ownership_mismatch", "403"}});
  EXPECT_THAT(Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car)).error,
              FailsWith(grpc::PERMISSION_DENIED, "ACCESS_DENIED"));
  EXPECT_EQ(simulator().CommandsCarriedOut(car.vehicle_id), 0);
}

TEST_F(BadInputTest, UnknownSignalsAndSchedulesAreNotFound) {
  may_send_ = true;
  auto signal = For<v1::GetSignalRequest>(fleet().Tesla());
  signal.set_signal_code("charge-nosuchthing");
  const RichError error = Call(vehicles(), &Vehicles::GetSignal, signal).error;
  EXPECT_THAT(error, FailsWith(grpc::NOT_FOUND, "SIGNAL_NOT_FOUND"));
  ASSERT_TRUE(error.resource_info.has_value());
  EXPECT_EQ(error.resource_info->resource_type(), "signal");
  EXPECT_EQ(error.resource_info->resource_name(), "charge-nosuchthing");
  auto schedule = For<v1::DeleteChargeScheduleRequest>(fleet().Tesla());
  schedule.set_schedule_id("sched_0");
  EXPECT_THAT(Call(vehicles(), &Vehicles::DeleteChargeSchedule, schedule).error,
              FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(BadInputTest, OversizeMessageIsRefused) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id(std::string(2 << 20, 'a'));
  EXPECT_EQ(Call(vehicles(), &Vehicles::GetVehicle, request).error.code, grpc::RESOURCE_EXHAUSTED);
}

TEST_F(BadInputTest, UnknownMethodsAndServicesAreUnimplemented) {
  EXPECT_EQ(CallRaw("/smartcar.gateway.v1.VehicleService/HonkHorn", "").error_code(),
            grpc::UNIMPLEMENTED);
  EXPECT_EQ(CallRaw("/smartcar.gateway.v2.VehicleService/LockDoors", "").error_code(),
            grpc::UNIMPLEMENTED);
}

TEST_F(BadInputTest, BytesThatAreNoMessageAreRefused) {
  const std::string not_a_message = "\xff\xff\xff\xff";
  const std::string not_utf8("\x0a\x02\xc3\x28", 4);
  for (const std::string& bytes : {not_a_message, not_utf8}) {
    const grpc::Status status = CallRaw("/smartcar.gateway.v1.VehicleService/GetVehicle", bytes);
    EXPECT_FALSE(status.ok());
  }
}

TEST_F(BadInputTest, BytesThatAreNotHttp2HurtNobody) {
  may_send_ = true;
  const std::string& address = gateway().address();
  sockaddr_in target = {};
  target.sin_family = AF_INET;
  target.sin_port = htons(std::atoi(address.c_str() + address.rfind(':') + 1));
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string(100'000, '\xff'),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + std::string(5000, '\0')}) {
    const int connection = socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&target), sizeof(target)), 0);
    EXPECT_GT(send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL), 0);
    shutdown(connection, SHUT_WR);
    char byte;
    while (recv(connection, &byte, 1, 0) > 0) {
    }
    close(connection);
  }
  ExpectAlive();
}

}  // namespace
}  // namespace smartcar_gateway
