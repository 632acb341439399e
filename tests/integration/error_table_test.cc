// The error table through the wire: what Smartcar answers, and what a caller of a read and a caller
// of a command then sees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_format.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kDetail[] = "A sentence of Smartcar's.";
// A new one for each command: a repeated one would not be sent.
std::string NewRequestId() {
  static int number = 0;
  return absl::StrFormat("0f8fad5b-d9cb-469f-a165-%012d", ++number);
}

// One row: an error reply of Smartcar and both callers' views.
struct Row {
  const char* name;
  int status;
  const char* type;
  const char* code;
  grpc::StatusCode read_code;
  const char* read_reason;
  grpc::StatusCode command_code;
  const char* command_reason;
};

constexpr grpc::StatusCode kInvalid = grpc::INVALID_ARGUMENT;
constexpr grpc::StatusCode kPrecondition = grpc::FAILED_PRECONDITION;
constexpr grpc::StatusCode kExhausted = grpc::RESOURCE_EXHAUSTED;

// clang-format off
const Row kRows[] = {
    {"Validation", 400, "VALIDATION", "INVALID_INPUT_FORMAT", kInvalid, "UPSTREAM_VALIDATION", kInvalid, "UPSTREAM_VALIDATION"},
    {"Account", 400, "CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", kPrecondition, "CONNECTED_SERVICES_ACCOUNT", kPrecondition, "CONNECTED_SERVICES_ACCOUNT"},
    {"VirtualKey", 400, "CONNECTED_SERVICES_ACCOUNT", "VIRTUAL_KEY_REQUIRED", kPrecondition, "CONNECTED_SERVICES_ACCOUNT", kPrecondition, "CONNECTED_SERVICES_ACCOUNT"},
    {"AccessDenied", 403, "AUTHENTICATION", "ACCESS_DENIED", grpc::PERMISSION_DENIED, "ACCESS_DENIED", grpc::PERMISSION_DENIED, "ACCESS_DENIED"},
    {"Permission", 403, "PERMISSION", "", grpc::PERMISSION_DENIED, "PERMISSION_NOT_GRANTED", grpc::PERMISSION_DENIED, "PERMISSION_NOT_GRANTED"},
    {"NotFound", 404, "RESOURCE_NOT_FOUND", "PATH", grpc::NOT_FOUND, "RESOURCE_NOT_FOUND", grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"},
    {"SignalNotFound", 404, "RESOURCE_NOT_FOUND", "SIGNAL_NOT_FOUND", grpc::NOT_FOUND, "SIGNAL_NOT_FOUND", grpc::NOT_FOUND, "SIGNAL_NOT_FOUND"},
    {"Asleep", 409, "VEHICLE_STATE", "ASLEEP", kPrecondition, "VEHICLE_STATE", kPrecondition, "VEHICLE_STATE"},
    {"ApplicationLimit", 429, "RATE_LIMIT", "SMARTCAR_API", kExhausted, "APPLICATION_RATE_LIMIT", kExhausted, "APPLICATION_RATE_LIMIT"},
    {"VehicleLimit", 429, "RATE_LIMIT", "VEHICLE", kExhausted, "VEHICLE_RATE_LIMIT", kExhausted, "VEHICLE_RATE_LIMIT"},
    {"CarMakerLimit", 502, "UPSTREAM", "RATE_LIMIT", kExhausted, "OEM_RATE_LIMIT", kExhausted, "OEM_RATE_LIMIT"},
    {"Billing", 430, "BILLING", "VEHICLE_REQUEST_LIMIT", kExhausted, "BILLING_LIMIT", kExhausted, "BILLING_LIMIT"},
    {"Make", 501, "COMPATIBILITY", "MAKE_NOT_COMPATIBLE", kPrecondition, "MAKE_NOT_COMPATIBLE", kPrecondition, "MAKE_NOT_COMPATIBLE"},
    {"Vehicle", 501, "COMPATIBILITY", "VEHICLE_NOT_CAPABLE", kPrecondition, "VEHICLE_NOT_CAPABLE", kPrecondition, "VEHICLE_NOT_CAPABLE"},
    {"Smartcar", 501, "COMPATIBILITY", "SMARTCAR_NOT_CAPABLE", kPrecondition, "SMARTCAR_NOT_CAPABLE", kPrecondition, "SMARTCAR_NOT_CAPABLE"},
    {"Platform", 501, "COMPATIBILITY", "PLATFORM_NOT_CAPABLE", kPrecondition, "PLATFORM_NOT_CAPABLE", kPrecondition, "PLATFORM_NOT_CAPABLE"},
    {"NewCompatibility", 501, "COMPATIBILITY", "SOMETHING_NEW", kPrecondition, "NOT_CAPABLE", kPrecondition, "NOT_CAPABLE"},
    {"Internal", 500, "SERVER", "INTERNAL", grpc::INTERNAL, "UPSTREAM_INTERNAL", grpc::UNKNOWN, "OUTCOME_UNKNOWN"},
    {"CarMakerSilent", 502, "UPSTREAM", "NO_RESPONSE", grpc::UNAVAILABLE, "OEM_UNAVAILABLE", grpc::UNKNOWN, "OUTCOME_UNKNOWN"},
    {"BareBadGateway", 502, "", "", grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE", grpc::UNKNOWN, "OUTCOME_UNKNOWN"},
    {"BareUnavailable", 503, "", "", grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE", grpc::UNKNOWN, "OUTCOME_UNKNOWN"},
    {"BareTimeout", 504, "", "", grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE", grpc::UNKNOWN, "OUTCOME_UNKNOWN"},
    {"Teapot", 418, "", "", grpc::INTERNAL, "UPSTREAM_STATUS_UNEXPECTED", grpc::INTERNAL, "UPSTREAM_STATUS_UNEXPECTED"},
};
// clang-format on

bool IsLost(grpc::StatusCode command_code) { return command_code == grpc::UNKNOWN; }

// The reply in Smartcar's shape; without a type, a page of a proxy.
Json Fault(const Row& row, const char* method) {
  Json fault = {{"match", {{"method", method}, {"path", kApi}}}, {"status", row.status}};
  if (*row.type == '\0') {
    fault["headers"] = {{"content-type", "text/html"}};
    fault["body"] = "<html><body>an error page</body></html>";
    return fault;
  }
  const Json code = *row.code == '\0' ? Json(nullptr) : Json(row.code);
  fault["body"] = {{"errors",
                    {{{"status", std::to_string(row.status)},
                      {"type", row.type},
                      {"code", code},
                      {"title", "A Title"},
                      {"detail", kDetail},
                      {"resolution",
                       {{"type", "REAUTHENTICATE"}, {"url", "https://connect.smartcar.com/again"}}},
                      {"suggestedUserMessage", "Please sign in again."}}}}};
  return fault;
}

class ErrorTableTest : public GatewayTest, public ::testing::WithParamInterface<Row> {
 protected:
  // Each failure is the caller's to see.
  static void SetUpTestSuite() {
    GatewayOptions options;
    options.config = {{"retry", {{"max_attempts", 1}}}};
    StartSuite({}, options);
  }

  static RichError FailedRead(const Json& fault) {
    simulator().Queue(fault);
    return Call(vehicles(), &Vehicles::ListSignals, For<v1::ListSignalsRequest>(fleet().Tesla()))
        .error;
  }

  static RichError FailedCommand(const Json& fault,
                                 const std::string& request_id = NewRequestId()) {
    simulator().Queue(fault);
    auto request = For<v1::LockDoorsRequest>(fleet().Tesla());
    request.set_request_id(request_id);
    return Call(vehicles(), &Vehicles::LockDoors, request).error;
  }

  // What holds for every error that Smartcar answered with.
  static void ExpectContext(const Row& row, const RichError& error) {
    EXPECT_THAT(error, HasMetadata("upstream_status", std::to_string(row.status)));
    EXPECT_THAT(error, HasMetadata("upstream_type", std::string(row.type)));
    EXPECT_THAT(error, HasMetadata("upstream_code", std::string(row.code)));
    if (*row.type != '\0') {
      EXPECT_THAT(error, HasMetadata("resolution_type", "REAUTHENTICATE"));
      EXPECT_THAT(error.message, HasSubstr(kDetail));
    }
    ASSERT_TRUE(error.request_info.has_value());
    EXPECT_THAT(error.request_info->request_id(), SizeIs(36));
    EXPECT_THAT(error.message, Not(HasSubstr("<html>")));
  }

  static void ExpectDetails(const Row& row, const RichError& error) {
    EXPECT_EQ(error.bad_request.has_value(), error.code == grpc::INVALID_ARGUMENT);
    EXPECT_EQ(error.precondition_failure.has_value(), error.code == grpc::FAILED_PRECONDITION);
    EXPECT_EQ(error.resource_info.has_value(), error.code == grpc::NOT_FOUND);
    EXPECT_EQ(error.quota_failure.has_value(), error.code == grpc::RESOURCE_EXHAUSTED);
    const bool may_retry = error.code == grpc::RESOURCE_EXHAUSTED && row.status != 430;
    EXPECT_EQ(error.retry_info.has_value(), may_retry);
    EXPECT_EQ(error.pushback.has_value(), error.code == grpc::RESOURCE_EXHAUSTED);
    if (error.code == grpc::PERMISSION_DENIED || row.status == 501 ||
        std::string(row.type) == "CONNECTED_SERVICES_ACCOUNT") {
      ASSERT_TRUE(error.help.has_value());
      EXPECT_EQ(error.help->links(0).url(), "https://connect.smartcar.com/again");
    }
  }
};

TEST_P(ErrorTableTest, ReadFails) {
  const Row& row = GetParam();
  const RichError error = FailedRead(Fault(row, "GET"));
  EXPECT_THAT(error, FailsWith(row.read_code, std::string(row.read_reason)));
  ExpectContext(row, error);
  ExpectDetails(row, error);
  EXPECT_THAT(error, HasMetadata("may_have_executed", ""));
}

TEST_P(ErrorTableTest, CommandFailsAndSaysWhetherItMayHaveBeenCarriedOut) {
  const Row& row = GetParam();
  const int before = simulator().CommandsCarriedOut(fleet().Tesla().vehicle_id);
  const std::string request_id = NewRequestId();
  const RichError error = FailedCommand(Fault(row, "POST"), request_id);
  EXPECT_THAT(error, FailsWith(row.command_code, std::string(row.command_reason)));
  ExpectContext(row, error);
  ExpectDetails(row, error);
  EXPECT_THAT(error, HasMetadata("may_have_executed", IsLost(row.command_code) ? "true" : "false"));
  EXPECT_THAT(error, HasMetadata("request_id", request_id));
  // Whatever the answer was, the command went out once.
  EXPECT_EQ(simulator().Count({"POST", kApi}), 1);
  EXPECT_EQ(simulator().CommandsCarriedOut(fleet().Tesla().vehicle_id), before);
}

INSTANTIATE_TEST_SUITE_P(Table, ErrorTableTest, ::testing::ValuesIn(kRows),
                         [](const auto& info) { return info.param.name; });

TEST_F(ErrorTableTest, RetryAfterBecomesRetryInfoAndPushback) {
  Json fault = Fault({"", 429, "RATE_LIMIT", "VEHICLE", {}, "", {}, ""}, "GET");
  fault["headers"] = {{"retry-after", "17"}};
  const RichError error = FailedRead(fault);
  EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT"));
  ASSERT_TRUE(error.retry_info.has_value());
  EXPECT_EQ(error.retry_info->retry_delay().seconds(), 17);
  EXPECT_EQ(error.pushback, "17000");
  ASSERT_TRUE(error.quota_failure.has_value());
  EXPECT_EQ(error.quota_failure->violations(0).subject(),
            "smartcar.com/vehicle/" + fleet().Tesla().vehicle_id);
}

TEST_F(ErrorTableTest, BillingTellsClientsNotToRetry) {
  const RichError error =
      FailedRead(Fault({"", 430, "BILLING", "ACCOUNT_SUSPENDED", {}, "", {}, ""}, "GET"));
  EXPECT_THAT(error, FailsWith(grpc::RESOURCE_EXHAUSTED, "BILLING_LIMIT"));
  EXPECT_EQ(error.pushback, "-1");
  EXPECT_FALSE(error.retry_info.has_value());
}

TEST_F(ErrorTableTest, UnavailableReadTellsSmartcarsRetryAfter) {
  const RichError error = FailedRead({{"match", {{"method", "GET"}, {"path", kApi}}},
                                      {"status", 503},
                                      {"headers", {{"retry-after", "9"}}},
                                      {"body", ""}});
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  ASSERT_TRUE(error.retry_info.has_value());
  EXPECT_EQ(error.retry_info->retry_delay().seconds(), 9);
}

TEST_F(ErrorTableTest, FieldErrorsOfSmartcarAreNamed) {
  const RichError error =
      FailedRead({{"match", {{"method", "GET"}, {"path", kApi}}},
                  {"status", 400},
                  {"body",
                   {{"type", "VALIDATION"},
                    {"code", "PARAMETER"},
                    {"description", "wrong"},
                    {"detail", {{{"field", "percent"}, {"message", "must be an integer"}}}}}}});
  EXPECT_THAT(error, FailsWith(grpc::INVALID_ARGUMENT, "UPSTREAM_VALIDATION"));
  EXPECT_THAT(error, Violates("percent", "must be an integer"));
}

TEST_F(ErrorTableTest, GenericWordsOfTheRoutingLayerAreUnderstood) {
  simulator().SetSwitches({{"routing_errors", "generic"}});
  const RichError error = FailedRead({{"match", {{"method", "GET"}, {"path", kApi}}},
                                      {"status", 404},
                                      {"body",
                                       {{"errors",
                                         {{{"status", "404"},
                                           {"code", "not_found"},
                                           {"title", "Not Found"},
                                           {"detail", "There is nothing here."}}}}}}});
  simulator().SetSwitches({{"routing_errors", "taxonomy"}});
  EXPECT_THAT(error, FailsWith(grpc::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(error, HasMetadata("upstream_code", "not_found"));
}

TEST_F(ErrorTableTest, CarsThatRefuseSayWhy) {
  const struct {
    Car car;
    grpc::StatusCode code;
    const char* reason;
    const char* upstream_code;
  } refusals[] = {
      {fleet().Asleep(), grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "ASLEEP"},
      {fleet().DoorOpen(), grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "DOOR_OPEN"},
      {fleet().Moving(), grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "IN_MOTION"},
      {fleet().Lapsed(), grpc::FAILED_PRECONDITION, "CONNECTED_SERVICES_ACCOUNT",
       "AUTHENTICATION_FAILED"},
      {fleet().LookOnly(), grpc::PERMISSION_DENIED, "PERMISSION_NOT_GRANTED", ""},
  };
  for (const auto& refusal : refusals) {
    const RichError error =
        Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(refusal.car)).error;
    EXPECT_THAT(error, FailsWith(refusal.code, std::string(refusal.reason)));
    EXPECT_THAT(error, HasMetadata("upstream_code", std::string(refusal.upstream_code)));
    EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
    EXPECT_EQ(simulator().CommandsCarriedOut(refusal.car.vehicle_id), 0);
  }
}

TEST_F(ErrorTableTest, FailureInsideAReplyOfSuccessIsAFailure) {
  simulator().SetSwitches({{"failed_command", "status_failure"}});
  const RichError error =
      Call(vehicles(), &Vehicles::LockDoors, For<v1::LockDoorsRequest>(fleet().Asleep())).error;
  simulator().SetSwitches({{"failed_command", "http_error"}});
  EXPECT_THAT(error, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  EXPECT_THAT(error, HasMetadata("upstream_code", "ASLEEP"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
}

TEST_F(ErrorTableTest, TheWholeErrorFitsIntoTheTrailersOfAnyClient) {
  Json fault = Fault({"", 409, "VEHICLE_STATE", "ASLEEP", {}, "", {}, ""}, "GET");
  Json& entry = fault["body"]["errors"][0];
  for (const char* member : {"type", "code", "title", "detail", "suggestedUserMessage"}) {
    entry[member] = std::string(20'000, 'x');
  }
  entry["resolution"]["url"] = "https://" + std::string(20'000, 'y');
  const RichError error = FailedRead(fault);
  EXPECT_THAT(error, FailsWith(grpc::FAILED_PRECONDITION, "VEHICLE_STATE"));
  EXPECT_LT(error.details.size() * 4 / 3 + error.message.size(), 8192u);
}

}  // namespace
}  // namespace smartcar_gateway
