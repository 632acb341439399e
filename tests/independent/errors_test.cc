// The documented errors, as the caller of a read and of a command sees them.
#include <string>
#include <vector>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// A vehicle of endpoints.map to whom one thing happens, and what callers are to be told.
struct Trouble {
  const char* vehicle_id;
  grpc::StatusCode code;
  const char* reason;
  const char* upstream_status;
  const char* upstream_type;
  const char* upstream_code;
  const char* resolution;
};

// What is surely not carried out: a command fails as a read does.
// clang-format off
constexpr Trouble kRefusals[] = {
    {"bad-input", grpc::INVALID_ARGUMENT, "UPSTREAM_VALIDATION", "400", "VALIDATION", "INVALID_INPUT_FORMAT", ""},
    {"flat-error", grpc::INVALID_ARGUMENT, "UPSTREAM_VALIDATION", "400", "VALIDATION", "PARAMETER", ""},
    {"sign-in-again", grpc::FAILED_PRECONDITION, "CONNECTED_SERVICES_ACCOUNT", "400", "CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED", "REAUTHENTICATE"},
    {"virtual-key", grpc::FAILED_PRECONDITION, "CONNECTED_SERVICES_ACCOUNT", "400", "CONNECTED_SERVICES_ACCOUNT", "VIRTUAL_KEY_REQUIRED", "ACTION_REQUIRED"},
    {"no-access", grpc::PERMISSION_DENIED, "ACCESS_DENIED", "403", "AUTHENTICATION", "ACCESS_DENIED", ""},
    {"no-permission", grpc::PERMISSION_DENIED, "PERMISSION_NOT_GRANTED", "403", "PERMISSION", "", "REAUTHENTICATE"},
    {"lower-case-403", grpc::PERMISSION_DENIED, "ACCESS_DENIED", "403", "", "forbidden", ""},
    {"not-yours", grpc::NOT_FOUND, "RESOURCE_NOT_FOUND", "404", "RESOURCE_NOT_FOUND", "PATH", ""},
    {"lower-case-404", grpc::NOT_FOUND, "RESOURCE_NOT_FOUND", "404", "", "not_found", ""},
    {"no-such-vehicle", grpc::NOT_FOUND, "RESOURCE_NOT_FOUND", "404", "RESOURCE_NOT_FOUND", "INVALID_PATH", ""},
    {"unplugged", grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "409", "VEHICLE_STATE", "CHARGING_PLUG_NOT_CONNECTED", ""},
    {"low-battery", grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "409", "VEHICLE_STATE", "LOW_BATTERY", "RETRY_LATER"},
    {"on-a-ferry", grpc::FAILED_PRECONDITION, "VEHICLE_STATE", "409", "VEHICLE_STATE", "ON_A_FERRY", ""},
    {"application-limit", grpc::RESOURCE_EXHAUSTED, "APPLICATION_RATE_LIMIT", "429", "RATE_LIMIT", "SMARTCAR_API", "RETRY_LATER"},
    {"vehicle-limit", grpc::RESOURCE_EXHAUSTED, "VEHICLE_RATE_LIMIT", "429", "RATE_LIMIT", "VEHICLE", "RETRY_LATER"},
    {"month-is-spent", grpc::RESOURCE_EXHAUSTED, "BILLING_LIMIT", "430", "BILLING", "VEHICLE_REQUEST_LIMIT", "CONTACT_SUPPORT"},
    {"suspended", grpc::RESOURCE_EXHAUSTED, "BILLING_LIMIT", "430", "BILLING", "ACCOUNT_SUSPENDED", "FINANCE"},
    {"strange-make", grpc::FAILED_PRECONDITION, "MAKE_NOT_COMPATIBLE", "501", "COMPATIBILITY", "MAKE_NOT_COMPATIBLE", ""},
    {"smartcar-cannot", grpc::FAILED_PRECONDITION, "SMARTCAR_NOT_CAPABLE", "501", "COMPATIBILITY", "SMARTCAR_NOT_CAPABLE", ""},
    {"vehicle-cannot", grpc::FAILED_PRECONDITION, "VEHICLE_NOT_CAPABLE", "501", "COMPATIBILITY", "VEHICLE_NOT_CAPABLE", ""},
    {"platform-cannot", grpc::FAILED_PRECONDITION, "PLATFORM_NOT_CAPABLE", "501", "COMPATIBILITY", "PLATFORM_NOT_CAPABLE", "REAUTHENTICATE"},
    {"maker-throttles", grpc::RESOURCE_EXHAUSTED, "OEM_RATE_LIMIT", "502", "UPSTREAM", "RATE_LIMIT", "RETRY_LATER"},
};

// What may have been carried out: this for a read, and an unknown outcome for a command.
constexpr Trouble kFailures[] = {
    {"internal", grpc::INTERNAL, "UPSTREAM_INTERNAL", "500", "SERVER", "INTERNAL", "RETRY_LATER"},
    {"record-lost", grpc::INTERNAL, "UPSTREAM_INTERNAL", "500", "SERVER", "RECORD_NOT_FOUND", "CONTACT_SUPPORT"},
    {"maker-silent", grpc::UNAVAILABLE, "OEM_UNAVAILABLE", "502", "UPSTREAM", "NO_RESPONSE", "RETRY_LATER"},
    {"maker-confused", grpc::UNAVAILABLE, "OEM_UNAVAILABLE", "502", "UPSTREAM", "INVALID_DATA", "RETRY_LATER"},
    {"gateway-timeout", grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "504", "", "", ""},
};
// clang-format on

std::string Target(const std::string& vehicle_id, const std::string& rest) {
  return "/v3/vehicles/" + vehicle_id + rest;
}

class ErrorsTest : public IndependentTest {
 protected:
  static RichError Read(const std::string& vehicle_id) {
    return Call(vehicles(), &Vehicles::ListSignals, About<v1::ListSignalsRequest>(vehicle_id))
        .error;
  }
  static RichError Command(const std::string& vehicle_id) {
    return Call(vehicles(), &Vehicles::StartCharge, About<v1::StartChargeRequest>(vehicle_id))
        .error;
  }

  // The error carries the words of the reply, and the id by which nginx knows it.
  static void ExpectWords(const RichError& error, const Trouble& trouble) {
    EXPECT_THAT(error, HasMetadata("upstream_status", trouble.upstream_status));
    EXPECT_THAT(error, HasMetadata("upstream_type", trouble.upstream_type));
    EXPECT_THAT(error, HasMetadata("upstream_code", trouble.upstream_code));
    EXPECT_THAT(error, HasMetadata("resolution_type", trouble.resolution));
    ASSERT_TRUE(error.request_info.has_value());
    const Json sent = upstream().Request(error.request_info->request_id());
    EXPECT_THAT(sent.at("target").get<std::string>(), HasSubstr(trouble.vehicle_id));
    EXPECT_EQ(std::to_string(sent.at("status").get<int>()), trouble.upstream_status);
  }

  static void ExpectCommandSentOnce(const Trouble& trouble) {
    EXPECT_EQ(Count("POST", Target(trouble.vehicle_id, "/commands/charge/start")), 1);
  }
};

TEST_F(ErrorsTest, RefusalsSayWhyAndThatNothingWasDone) {
  for (const Trouble& trouble : kRefusals) {
    SCOPED_TRACE(trouble.vehicle_id);
    const RichError read = Read(trouble.vehicle_id);
    EXPECT_THAT(read, FailsWith(trouble.code, std::string(trouble.reason)));
    ExpectWords(read, trouble);
    const RichError command = Command(trouble.vehicle_id);
    EXPECT_THAT(command, FailsWith(trouble.code, std::string(trouble.reason)));
    EXPECT_THAT(command, HasMetadata("may_have_executed", "false"));
    ExpectWords(command, trouble);
    ExpectCommandSentOnce(trouble);
  }
}

TEST_F(ErrorsTest, FailuresLeaveTheOutcomeOfACommandOpen) {
  for (const Trouble& trouble : kFailures) {
    SCOPED_TRACE(trouble.vehicle_id);
    const RichError read = Read(trouble.vehicle_id);
    EXPECT_THAT(read, FailsWith(trouble.code, std::string(trouble.reason)));
    ExpectWords(read, trouble);
    const RichError command = Command(trouble.vehicle_id);
    EXPECT_THAT(command, FailsWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
    EXPECT_THAT(command, HasMetadata("may_have_executed", "true"));
    ExpectWords(command, trouble);
    ExpectCommandSentOnce(trouble);
  }
}

TEST_F(ErrorsTest, LimitsSayHowLongToWait) {
  const RichError vehicle = Read("vehicle-limit");
  ASSERT_TRUE(vehicle.retry_info.has_value());
  EXPECT_EQ(vehicle.retry_info->retry_delay().seconds(), 37);
  EXPECT_EQ(vehicle.pushback, "37000");
  EXPECT_TRUE(vehicle.quota_failure.has_value());
  // Smartcar documents no Retry-After for this one.
  const RichError application = Read("application-limit");
  ASSERT_TRUE(application.retry_info.has_value());
  EXPECT_GT(application.retry_info->retry_delay().seconds(), 0);
  const RichError plan = Read("month-is-spent");
  EXPECT_FALSE(plan.retry_info.has_value());
  EXPECT_EQ(plan.pushback, "-1");
  EXPECT_TRUE(plan.quota_failure.has_value());
}

TEST_F(ErrorsTest, OwnersAreToldWhereToGo) {
  const RichError error = Read("sign-in-again");
  ASSERT_TRUE(error.help.has_value());
  ASSERT_THAT(error.help->links(), SizeIs(1));
  EXPECT_EQ(error.help->links(0).url(), "https://connect.smartcar.com/oauth/reauthenticate?x=1");
  EXPECT_EQ(error.help->links(0).description(), "Sign in at your car maker again.");
}

TEST_F(ErrorsTest, FieldThatSmartcarNamesIsNamed) {
  EXPECT_THAT(Read("flat-error"), Violates("percent", "multiple of five"));
}

TEST_F(ErrorsTest, TextOfAnErrorThatIsNoJsonIsNotPassedOn) {
  const RichError error = Read("gateway-timeout");
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNAVAILABLE"));
  EXPECT_THAT(error.message, Not(HasSubstr("nginx")));
}

TEST_F(ErrorsTest, RefusedTokenIsReplacedAndTheCallRepeatedOnce) {
  const auto tokens = [] { return Count("POST", "/oauth2/token"); };
  ASSERT_THAT(Read("not-yours").Metadata("upstream_code"), "PATH");
  const int before = tokens();
  const RichError error = Command("token-refused");
  EXPECT_THAT(error, FailsWith(grpc::INTERNAL, "TOKEN_REJECTED"));
  EXPECT_THAT(error, HasMetadata("may_have_executed", "false"));
  ASSERT_TRUE(error.request_info.has_value());
  upstream().Request(error.request_info->request_id());
  EXPECT_EQ(tokens(), before + 1);
  const std::string target = Target("token-refused", "/commands/charge/start");
  EXPECT_EQ(Count("POST", target), 2);
  std::vector<std::string> presented;
  for (const Json& request : upstream().Requests()) {
    if (request.at("target") == target) presented.push_back(request.at("authorization"));
  }
  ASSERT_THAT(presented, SizeIs(2));
  EXPECT_NE(presented[0], presented[1]);
}

TEST_F(ErrorsTest, TokenIsFetchedOnceForAllThatFollow) {
  Read("not-yours");
  const int before = Count("POST", "/oauth2/token");
  for (int i = 0; i < 5; ++i) Read("not-yours");
  EXPECT_EQ(Count("POST", "/oauth2/token"), before);
}

}  // namespace
}  // namespace smartcar_gateway
