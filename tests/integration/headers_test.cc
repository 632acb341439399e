// Exactly what goes upstream: what must be there is, and nothing of the caller's metadata is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

using Headers = std::map<std::string, std::string>;

// What a caller might send on purpose, by a proxy or by a tracing library.
const std::multimap<std::string, std::string> kCallersMetadata = {
    {"authorization", "Bearer SENTINEL"},
    {"sc-user-id", "SENTINEL"},
    {"sc-unit-system", "SENTINEL"},
    {"cookie", "SENTINEL"},
    {"x-foo", "SENTINEL"},
    {"x-forwarded-for", "SENTINEL"},
    {"x-forwarded-host", "SENTINEL"},
    {"forwarded", "SENTINEL"},
    {"traceparent", "SENTINEL"},
    {"tracestate", "SENTINEL"},
    {"baggage", "SENTINEL"},
    {"x-request-id", "SENTINEL"},
    {"x-goog-api-key", "SENTINEL"},
    {"range", "SENTINEL"},
    {"if-none-match", "SENTINEL"},
    {"accept", "SENTINEL"},
    {"expect", "SENTINEL"},
    {"custom-bin", "SENTINEL"},
};

class HeadersTest : public GatewayTest {
 protected:
  static Headers HeadersOf(const Json& request) {
    EXPECT_THAT(request.dump(), Not(HasSubstr("SENTINEL")));
    return request.at("headers").get<Headers>();
  }

  // The headers of the only API request; "authorization" is a bearer token (opaque ones have 43
  // characters, others more), and is left out.
  static Headers SentHeaders() {
    Headers headers = HeadersOf(OnlyRequest());
    EXPECT_THAT(headers["authorization"], StartsWith("Bearer "));
    EXPECT_GE(headers["authorization"].size(), sizeof("Bearer ") - 1 + 43);
    headers.erase("authorization");
    EXPECT_THAT(headers["user-agent"], StartsWith("smartcar-gateway"));
    headers.erase("user-agent");
    simulator().ClearRecord();
    return headers;
  }

  static CallOptions WithMetadata() {
    CallOptions options;
    options.metadata = kCallersMetadata;
    return options;
  }

  template <typename Request, typename Response>
  static Headers HeadersOfCall(grpc::Status (Vehicles::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                               const Request& request) {
    Call(vehicles(), method, request, WithMetadata());
    return SentHeaders();
  }

  // A command without a body.
  template <typename Request, typename Response>
  static void ExpectBareCommand(grpc::Status (Vehicles::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*)) {
    const Car car = fleet().Tesla();
    EXPECT_THAT(HeadersOfCall(method, For<Request>(car)),
                UnorderedElementsAre(Pair("accept", "application/json"),
                                     Pair("sc-user-id", car.user_id), Pair("content-length", "0")))
        << Request().GetTypeName();
  }
};

TEST_F(HeadersTest, ReadsOfSignalsCarryTheUser) {
  const Car car = fleet().Tesla();
  EXPECT_THAT(
      HeadersOfCall(&Vehicles::ListSignals, For<v1::ListSignalsRequest>(car)),
      UnorderedElementsAre(Pair("accept", "application/json"), Pair("sc-user-id", car.user_id),
                           Pair("sc-unit-system", "metric")));
  auto request = For<v1::GetSignalRequest>(car);
  request.set_signal_code("charge-voltage");
  request.set_unit_system(v1::UNIT_SYSTEM_IMPERIAL);
  EXPECT_THAT(
      HeadersOfCall(&Vehicles::GetSignal, request),
      UnorderedElementsAre(Pair("accept", "application/json"), Pair("sc-user-id", car.user_id),
                           Pair("sc-unit-system", "imperial")));
}

TEST_F(HeadersTest, ReadsWithoutAUserCarryNone) {
  v1::GetVehicleRequest request;
  request.set_vehicle_id(fleet().Tesla().vehicle_id);
  EXPECT_THAT(HeadersOfCall(&Vehicles::GetVehicle, request),
              ElementsAre(Pair("accept", "application/json")));
  v1::ListConnectionsRequest list;
  list.set_user_id(fleet().Tesla().user_id);
  Call(connections(), &Connections::ListConnections, list, WithMetadata());
  EXPECT_THAT(SentHeaders(), ElementsAre(Pair("accept", "application/json")));
  v1::GetConnectionRequest get;
  get.set_connection_id(fleet().Tesla().connection_id);
  Call(connections(), &Connections::GetConnection, get, WithMetadata());
  EXPECT_THAT(SentHeaders(), ElementsAre(Pair("accept", "application/json")));
}

TEST_F(HeadersTest, CommandsWithoutABodyCarryTheUser) {
  ExpectBareCommand(&Vehicles::StartCharge);
  ExpectBareCommand(&Vehicles::StopCharge);
  ExpectBareCommand(&Vehicles::OpenChargePort);
  ExpectBareCommand(&Vehicles::CloseChargePort);
  ExpectBareCommand(&Vehicles::LockDoors);
  ExpectBareCommand(&Vehicles::UnlockDoors);
}

TEST_F(HeadersTest, CommandsWithABodySayThatItIsJson) {
  const Car car = fleet().Tesla();
  auto request = For<v1::SetChargeLimitRequest>(car);
  request.set_limit_percent(80);
  const std::string body = R"({"data":{"attributes":{"percent":80}}})";
  EXPECT_THAT(
      HeadersOfCall(&Vehicles::SetChargeLimit, request),
      UnorderedElementsAre(Pair("accept", "application/json"), Pair("sc-user-id", car.user_id),
                           Pair("content-type", "application/json"),
                           Pair("content-length", std::to_string(body.size()))));
}

TEST_F(HeadersTest, DeletionsCarryTheUserOnlyForSchedules) {
  const Car car = fleet().Tesla();
  auto schedule = For<v1::DeleteChargeScheduleRequest>(car);
  schedule.set_schedule_id("sched_0");
  EXPECT_THAT(
      HeadersOfCall(&Vehicles::DeleteChargeSchedule, schedule),
      UnorderedElementsAre(Pair("accept", "application/json"), Pair("sc-user-id", car.user_id)));
  v1::DeleteUserRequest user;
  user.set_user_id("nobody");
  Call(connections(), &Connections::DeleteUser, user, WithMetadata());
  EXPECT_THAT(SentHeaders(), ElementsAre(Pair("accept", "application/json")));
}

TEST_F(HeadersTest, TheCallersOwnNameForACommandStaysHere) {
  auto request = For<v1::LockDoorsRequest>(fleet().Tesla());
  request.set_request_id("0f8fad5b-d9cb-469f-a165-70867728950e");
  Call(vehicles(), &Vehicles::LockDoors, request);
  EXPECT_THAT(OnlyRequest().dump(), Not(HasSubstr(request.request_id())));
}

TEST_F(HeadersTest, TheTokenRequestIsAFormWithNothingElse) {
  simulator().RevokeTokens();
  Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla()),
       WithMetadata());
  const Json requests = simulator().Recorded({"", kTokenPath});
  ASSERT_EQ(requests.size(), 1u);
  const Json& request = requests[0];
  EXPECT_EQ(request.at("method"), "POST");
  EXPECT_EQ(request.at("target"), kTokenPath);
  const std::string body = request.at("body");
  EXPECT_EQ(body,
            "grant_type=client_credentials&client_id=client_simulator&"
            "client_secret=simulator-secret-1");
  Headers headers = HeadersOf(request);
  EXPECT_THAT(headers["user-agent"], StartsWith("smartcar-gateway"));
  headers.erase("user-agent");
  EXPECT_THAT(headers,
              UnorderedElementsAre(Pair("accept", "application/json"),
                                   Pair("content-type", "application/x-www-form-urlencoded"),
                                   Pair("content-length", std::to_string(body.size()))));
}

}  // namespace
}  // namespace smartcar_gateway
