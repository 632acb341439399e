// Tests of SmartcarClient: what goes out, and the whole error table for what comes back.
#include "server/smartcar/smartcar_client.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/errors/error.h"
#include "server/http/testing.h"
#include "server/smartcar/endpoints.h"

namespace smartcar_gateway {
namespace {

UpstreamRequest For(const Endpoint& endpoint) {
  UpstreamRequest request;
  request.endpoint = &endpoint;
  request.path = "/vehicles/v1/x";
  request.user_id = "u1";
  request.request_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  request.vehicle_id = "v1";
  request.resource_name = "v1";
  return request;
}

class SmartcarClientTest : public testing::Test {
 protected:
  SmartcarClientTest() {
    options_.vehicle_base_url = "https://vehicle.example/v3";
    options_.management_base_url = "https://management.example/v3";
    options_.compatibility_base_url = "https://compatibility.example/v3";
    client_ = std::make_unique<SmartcarClient>(options_, &clock_, &transport_);
  }

  // Runs a call that the transport answers with `result`.
  SmartcarClient::Outcome Call(const Endpoint& endpoint, HttpResult result,
                               absl::Status decoded = absl::OkStatus()) {
    transport_.Script(std::move(result));
    SmartcarClient::Outcome outcome;
    SmartcarClient::Context context;
    context.cancellation = std::make_shared<Cancellation>();
    client_->Call(
        For(endpoint), context,
        [decoded](const UpstreamRequest&, const HttpResponse&) { return decoded; },
        [&outcome](SmartcarClient::Outcome got) { outcome = std::move(got); });
    return outcome;
  }

  // Starts a call with a caller's deadline and gives back the deadline of its HTTP request.
  absl::Time DeadlineFor(const Endpoint& endpoint, absl::Time callers) {
    SmartcarClient::Context context;
    context.deadline = callers;
    context.cancellation = std::make_shared<Cancellation>();
    client_->Call(
        For(endpoint), context,
        [](const UpstreamRequest&, const HttpResponse&) { return absl::OkStatus(); },
        [](SmartcarClient::Outcome) {});
    return transport_.started().back().deadline;
  }

  SmartcarClient::Options options_;
  FakeClock clock_;
  FakeHttpTransport transport_;
  std::unique_ptr<SmartcarClient> client_;
};

template <typename Detail>
absl::optional<Detail> DetailOf(const absl::Status& status) {
  const auto payload =
      status.GetPayload(absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name()));
  Detail detail;
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) return absl::nullopt;
  return detail;
}

std::string Metadata(const absl::Status& status, const std::string& key) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  if (!info.has_value()) return "no ErrorInfo";
  const auto it = info->metadata().find(key);
  return it == info->metadata().end() ? "" : it->second;
}

std::string ErrorBody(const std::string& type, const std::string& code) {
  return absl::StrCat(R"({"errors":[{"type":")", type, R"(","code":")", code,
                      R"(","detail":"because"}]})");
}

TEST_F(SmartcarClientTest, SendsTheUserAndNothingOfTheCaller) {
  Call(endpoints::kListSignals, Reply(200, "{}"));
  const HttpRequest sent = transport_.started().at(0);
  EXPECT_EQ(sent.url, "https://vehicle.example/v3/vehicles/v1/x");
  ASSERT_EQ(sent.headers.size(), 2u);
  EXPECT_EQ(sent.headers[0].name, "accept");
  EXPECT_EQ(sent.headers[1].name, "sc-user-id");
  EXPECT_EQ(sent.headers[1].value, "u1");
  EXPECT_EQ(sent.replay, Replay::kAllowed);
}

TEST_F(SmartcarClientTest, EachApiHasItsHost) {
  Call(endpoints::kListConnections, Reply(200, "{}"));
  Call(endpoints::kCreateSubscription, Reply(202, "{}"));
  Call(endpoints::kListCompatibleVehicles, Reply(200, "{}"));
  const std::vector<HttpRequest> sent = transport_.started();
  EXPECT_EQ(sent.at(0).url, "https://vehicle.example/v3/vehicles/v1/x");
  EXPECT_EQ(sent.at(1).url, "https://management.example/v3/vehicles/v1/x");
  EXPECT_EQ(sent.at(2).url, "https://compatibility.example/v3/vehicles/v1/x");
}

TEST_F(SmartcarClientTest, CommandsMayBeSentOnlyOnce) {
  Call(endpoints::kLockDoors, Reply(200, "{}"));
  EXPECT_EQ(transport_.started().at(0).replay, Replay::kOnce);
}

TEST_F(SmartcarClientTest, DeadlineIsTheCallersMinusAReserveAndBounded) {
  const absl::Time now = clock_.Now();
  EXPECT_EQ(DeadlineFor(endpoints::kGetVehicle, absl::InfiniteFuture()), now + absl::Minutes(1));
  EXPECT_EQ(DeadlineFor(endpoints::kLockDoors, absl::InfiniteFuture()), now + absl::Seconds(310));
  EXPECT_EQ(DeadlineFor(endpoints::kGetVehicle, now + absl::Seconds(5)),
            now + absl::Seconds(5) - absl::Milliseconds(20));
  EXPECT_EQ(DeadlineFor(endpoints::kGetVehicle, now + absl::Milliseconds(10)),
            now + absl::Milliseconds(8));
  EXPECT_EQ(DeadlineFor(endpoints::kLockDoors, now + absl::Hours(1)), now + absl::Seconds(330));
}

TEST_F(SmartcarClientTest, TellsWhetherTheCallersTimeIsUp) {
  const auto time_is_up = [this](absl::Time callers, TransportError error) {
    transport_.Script(Failure(error, Sent::kMaybe));
    SmartcarClient::Context context;
    context.deadline = callers;
    context.cancellation = std::make_shared<Cancellation>();
    bool is_up = false;
    client_->Call(
        For(endpoints::kListSignals), context,
        [](const UpstreamRequest&, const HttpResponse&) { return absl::OkStatus(); },
        [&is_up](SmartcarClient::Outcome outcome) { is_up = outcome.callers_time_is_up; });
    return is_up;
  };
  const absl::Time now = clock_.Now();
  EXPECT_TRUE(time_is_up(now + absl::Seconds(5), TransportError::kTimedOut));
  EXPECT_FALSE(time_is_up(now + absl::Hours(1), TransportError::kTimedOut)) << "a limit of ours";
  EXPECT_FALSE(time_is_up(absl::InfiniteFuture(), TransportError::kTimedOut));
  EXPECT_FALSE(time_is_up(now + absl::Seconds(5), TransportError::kConnectionLost));
  EXPECT_TRUE(time_is_up(now - absl::Seconds(1), TransportError::kNone)) << "nothing is sent";
}

TEST_F(SmartcarClientTest, DeadlineThatHasPassedSendsNothing) {
  SmartcarClient::Context context;
  context.deadline = clock_.Now();
  context.cancellation = std::make_shared<Cancellation>();
  absl::Status status;
  client_->Call(
      For(endpoints::kLockDoors), context,
      [](const UpstreamRequest&, const HttpResponse&) { return absl::OkStatus(); },
      [&](SmartcarClient::Outcome outcome) { status = outcome.status; });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(status), "DEADLINE_EXCEEDED_BEFORE_SEND");
  EXPECT_EQ(Metadata(status, "may_have_executed"), "false");
  EXPECT_TRUE(transport_.started().empty());
}

struct Row {
  const char* what;
  HttpResult result;
  absl::StatusCode read_code;
  const char* read_reason;
  absl::StatusCode command_code;
  const char* command_reason;
  const char* may_have_executed;
};

std::vector<Row> ErrorTable() {
  using absl::StatusCode;
  const auto same = [](const char* what, HttpResult result, StatusCode code, const char* reason) {
    return Row{what, std::move(result), code, reason, code, reason, "false"};
  };
  const auto lost = [](const char* what, HttpResult result, StatusCode code, const char* reason) {
    return Row{what,  std::move(result), code, reason, StatusCode::kUnknown, "OUTCOME_UNKNOWN",
               "true"};
  };
  const std::string html = "<html>not json</html>";
  return {
      same("400 validation", Reply(400, ErrorBody("VALIDATION", "MISSING_PARAMETER")),
           StatusCode::kInvalidArgument, "UPSTREAM_VALIDATION"),
      same("400 html", Reply(400, html), StatusCode::kInvalidArgument, "UPSTREAM_VALIDATION"),
      same("400 account",
           Reply(400, ErrorBody("CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED")),
           StatusCode::kFailedPrecondition, "CONNECTED_SERVICES_ACCOUNT"),
      same("403 permission", Reply(403, ErrorBody("PERMISSION", "UNKNOWN")),
           StatusCode::kPermissionDenied, "PERMISSION_NOT_GRANTED"),
      same("403 plain", Reply(403, R"({"errors":[{"code":"forbidden"}]})"),
           StatusCode::kPermissionDenied, "ACCESS_DENIED"),
      same("404", Reply(404, ErrorBody("RESOURCE_NOT_FOUND", "PATH")), StatusCode::kNotFound,
           "RESOURCE_NOT_FOUND"),
      same("404 signal", Reply(404, ErrorBody("RESOURCE_NOT_FOUND", "SIGNAL_NOT_FOUND")),
           StatusCode::kNotFound, "SIGNAL_NOT_FOUND"),
      same("404 html", Reply(404, html), StatusCode::kNotFound, "RESOURCE_NOT_FOUND"),
      same("409", Reply(409, ErrorBody("VEHICLE_STATE", "ASLEEP")), StatusCode::kFailedPrecondition,
           "VEHICLE_STATE"),
      same("429 application", Reply(429, ErrorBody("RATE_LIMIT", "SMARTCAR_API")),
           StatusCode::kResourceExhausted, "APPLICATION_RATE_LIMIT"),
      same("429 vehicle", Reply(429, ErrorBody("RATE_LIMIT", "VEHICLE")),
           StatusCode::kResourceExhausted, "VEHICLE_RATE_LIMIT"),
      same("429 empty", Reply(429, ""), StatusCode::kResourceExhausted, "APPLICATION_RATE_LIMIT"),
      same("430", Reply(430, ErrorBody("BILLING", "VEHICLE_REQUEST_LIMIT")),
           StatusCode::kResourceExhausted, "BILLING_LIMIT"),
      same("501 make", Reply(501, ErrorBody("COMPATIBILITY", "MAKE_NOT_COMPATIBLE")),
           StatusCode::kFailedPrecondition, "MAKE_NOT_COMPATIBLE"),
      same("501 vehicle", Reply(501, ErrorBody("COMPATIBILITY", "VEHICLE_NOT_CAPABLE")),
           StatusCode::kFailedPrecondition, "VEHICLE_NOT_CAPABLE"),
      same("501 smartcar", Reply(501, ErrorBody("COMPATIBILITY", "SMARTCAR_NOT_CAPABLE")),
           StatusCode::kFailedPrecondition, "SMARTCAR_NOT_CAPABLE"),
      same("501 platform", Reply(501, ErrorBody("COMPATIBILITY", "PLATFORM_NOT_CAPABLE")),
           StatusCode::kFailedPrecondition, "PLATFORM_NOT_CAPABLE"),
      same("501 empty", Reply(501, ""), StatusCode::kFailedPrecondition, "NOT_CAPABLE"),
      same("502 rate limit", Reply(502, ErrorBody("UPSTREAM", "RATE_LIMIT")),
           StatusCode::kResourceExhausted, "OEM_RATE_LIMIT"),
      same("302", Reply(302, ""), StatusCode::kInternal, "UPSTREAM_STATUS_UNEXPECTED"),
      same("418", Reply(418, html), StatusCode::kInternal, "UPSTREAM_STATUS_UNEXPECTED"),
      lost("500", Reply(500, ErrorBody("SERVER", "INTERNAL")), StatusCode::kInternal,
           "UPSTREAM_INTERNAL"),
      lost("502 car maker", Reply(502, ErrorBody("UPSTREAM", "NO_RESPONSE")),
           StatusCode::kUnavailable, "OEM_UNAVAILABLE"),
      lost("502 html", Reply(502, html), StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE"),
      lost("503", Reply(503, ""), StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE"),
      lost("504", Reply(504, html), StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE"),
      lost("599", Reply(599, ""), StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE"),
      lost("connection lost", Failure(TransportError::kConnectionLost, Sent::kMaybe),
           StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE"),
      lost("too large", Failure(TransportError::kReplyTooLarge, Sent::kMaybe),
           StatusCode::kInternal, "UPSTREAM_REPLY_TOO_LARGE"),
      same("refused", Failure(TransportError::kConnectFailed, Sent::kNo), StatusCode::kUnavailable,
           "UPSTREAM_UNREACHABLE"),
      same("tls", Failure(TransportError::kTlsFailed, Sent::kNo), StatusCode::kUnavailable,
           "UPSTREAM_UNREACHABLE"),
      same("lost before sending", Failure(TransportError::kConnectionLost, Sent::kNo),
           StatusCode::kUnavailable, "UPSTREAM_UNREACHABLE"),
      same("timed out before sending", Failure(TransportError::kTimedOut, Sent::kNo),
           StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED_BEFORE_SEND"),
      Row{"timed out", Failure(TransportError::kTimedOut, Sent::kMaybe),
          StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED", StatusCode::kDeadlineExceeded,
          "DEADLINE_EXCEEDED", "true"},
      Row{"cancelled", Failure(TransportError::kCancelled, Sent::kMaybe), StatusCode::kCancelled,
          "CANCELLED", StatusCode::kCancelled, "CANCELLED", "true"},
      same("overloaded", Failure(TransportError::kOverloaded, Sent::kNo), StatusCode::kUnavailable,
           "OVERLOADED"),
      same("shut down", Failure(TransportError::kShutDown, Sent::kNo), StatusCode::kUnavailable,
           "SHUTTING_DOWN"),
      Row{"shut down in flight", Failure(TransportError::kShutDown, Sent::kMaybe),
          StatusCode::kUnavailable, "SHUTTING_DOWN", StatusCode::kUnknown, "OUTCOME_UNKNOWN",
          "true"},
      same("no token", Failure(TransportError::kTokenUnavailable, Sent::kNo),
           StatusCode::kUnavailable, "TOKEN_UNAVAILABLE"),
      same("credentials", Failure(TransportError::kCredentialsRejected, Sent::kNo),
           StatusCode::kInternal, "CREDENTIALS_REJECTED"),
      same("held back", Failure(TransportError::kHeldBack, Sent::kNo),
           StatusCode::kResourceExhausted, "QUOTA_GUARD"),
      same("host left alone", Failure(TransportError::kCircuitOpen, Sent::kNo),
           StatusCode::kUnavailable, "CIRCUIT_OPEN"),
  };
}

TEST_F(SmartcarClientTest, ErrorTableHoldsForReads) {
  for (const Row& row : ErrorTable()) {
    const auto outcome = Call(endpoints::kListSignals, row.result);
    EXPECT_EQ(outcome.status.code(), row.read_code) << row.what;
    EXPECT_EQ(ReasonOf(outcome.status), row.read_reason) << row.what;
    EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), "") << row.what;
  }
}

TEST_F(SmartcarClientTest, ErrorTableHoldsForCommands) {
  for (const Row& row : ErrorTable()) {
    const auto outcome = Call(endpoints::kLockDoors, row.result);
    EXPECT_EQ(outcome.status.code(), row.command_code) << row.what;
    EXPECT_EQ(ReasonOf(outcome.status), row.command_reason) << row.what;
    EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), row.may_have_executed) << row.what;
    EXPECT_EQ(Metadata(outcome.status, "request_id"), "0f8fad5b-d9cb-469f-a165-70867728950e")
        << row.what;
  }
}

TEST_F(SmartcarClientTest, NoErrorQuotesAForeignBody) {
  for (const int status : {400, 403, 404, 418, 500, 502}) {
    const auto outcome = Call(endpoints::kListSignals, Reply(status, "<html>secret page</html>"));
    EXPECT_FALSE(absl::StrContains(outcome.status.ToString(), "secret page")) << status;
  }
}

TEST_F(SmartcarClientTest, BodyDecidesOverTheStatusOfACommand) {
  const std::string late = R"({"errors":[{"status":"409","type":"VEHICLE_STATE",)"
                           R"("code":"CHARGING_PLUG_NOT_CONNECTED"}]})";
  const auto outcome = Call(endpoints::kStartCharge, Reply(202, late));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Metadata(outcome.status, "upstream_status"), "409");
  EXPECT_EQ(Metadata(outcome.status, "upstream_code"), "CHARGING_PLUG_NOT_CONNECTED");
  const auto untyped = Call(endpoints::kStartCharge, Reply(200, R"({"errors":[{"code":"ODD"}]})"));
  EXPECT_EQ(ReasonOf(untyped.status), "COMMAND_FAILED");
  const auto by_type = Call(endpoints::kStartCharge, Reply(202, ErrorBody("UPSTREAM", "UNKNOWN")));
  EXPECT_EQ(ReasonOf(by_type.status), "OUTCOME_UNKNOWN");
}

TEST_F(SmartcarClientTest, UnreadableReplyIsInternalForReadsAndUnknownForCommands) {
  const absl::Status unreadable = absl::InvalidArgumentError("no data");
  const auto read = Call(endpoints::kListSignals, Reply(200, "{}"), unreadable);
  EXPECT_EQ(read.status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(read.status), "UPSTREAM_REPLY_INVALID");
  const auto command = Call(endpoints::kLockDoors, Reply(202, ""), unreadable);
  EXPECT_EQ(command.status.code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(Metadata(command.status, "may_have_executed"), "true");
}

TEST_F(SmartcarClientTest, RateLimitsTellWhenToComeBackAndWhichLimit) {
  const auto outcome = Call(endpoints::kListSignals, Reply(429, ErrorBody("RATE_LIMIT", "VEHICLE"),
                                                           {{"retry-after", "3600"}}));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(outcome.status)->retry_delay().seconds(), 3600);
  EXPECT_EQ(DetailOf<google::rpc::QuotaFailure>(outcome.status)->violations(0).subject(),
            "smartcar.com/vehicle/v1");
  const auto application = Call(endpoints::kListSignals, Reply(429, ""));
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(application.status).has_value());
  const auto billing =
      Call(endpoints::kListSignals, Reply(430, ErrorBody("BILLING", "VEHICLE_LIMIT")));
  EXPECT_FALSE(DetailOf<google::rpc::RetryInfo>(billing.status).has_value());
}

TEST_F(SmartcarClientTest, DetailsNameStateResourceResolutionAndRequest) {
  const auto account =
      Call(endpoints::kListSignals,
           Reply(400,
                 R"({"errors":[{"type":"CONNECTED_SERVICES_ACCOUNT","code":"VIRTUAL_KEY_REQUIRED",)"
                 R"("resolution":{"type":"ACTION_REQUIRED","url":"https://tesla.example/key"}}]})",
                 {{"sc-request-id", "r-9"}}));
  EXPECT_EQ(DetailOf<google::rpc::Help>(account.status)->links(0).url(),
            "https://tesla.example/key");
  EXPECT_EQ(DetailOf<google::rpc::PreconditionFailure>(account.status)->violations(0).type(),
            "CONNECTED_SERVICES_ACCOUNT/VIRTUAL_KEY_REQUIRED");
  EXPECT_EQ(Metadata(account.status, "resolution_type"), "ACTION_REQUIRED");
  EXPECT_EQ(DetailOf<google::rpc::RequestInfo>(account.status)->request_id(), "r-9");
  EXPECT_EQ(account.upstream_request_id, "r-9");
  const auto missing = Call(endpoints::kGetVehicle, Reply(404, ""));
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(missing.status)->resource_type(), "vehicle");
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(missing.status)->resource_name(), "v1");
}

TEST_F(SmartcarClientTest, ConflictOfASubscriptionMeansThatItExists) {
  for (const std::string& body : {ErrorBody("VALIDATION", "CONFLICT"), std::string()}) {
    const auto exists = Call(endpoints::kCreateSubscription, Reply(409, body));
    EXPECT_EQ(exists.status.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(ReasonOf(exists.status), "SUBSCRIPTION_EXISTS");
    EXPECT_EQ(Metadata(exists.status, "may_have_executed"), "false");
    EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(exists.status)->resource_type(), "subscription");
    EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(exists.status)->resource_name(), "v1");
  }
}

TEST_F(SmartcarClientTest, SubscriptionCannotBeWhatIsMissingWhenItIsMade) {
  const auto made = Call(endpoints::kCreateSubscription, Reply(404, ""));
  EXPECT_EQ(ReasonOf(made.status), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(made.status)->resource_type(),
            "webhook, user or vehicle");
  const auto read = Call(endpoints::kGetSubscription, Reply(404, ""));
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(read.status)->resource_type(), "subscription");
}

TEST_F(SmartcarClientTest, TokenFailureSaysWhenToRetry) {
  HttpResult result = Failure(TransportError::kTokenUnavailable, Sent::kNo);
  result.retry_after = absl::Seconds(4);
  const auto outcome = Call(endpoints::kListSignals, std::move(result));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(outcome.status)->retry_delay().seconds(), 4);
}

TEST_F(SmartcarClientTest, GuardNamesTheLimitAndWhenToComeBack) {
  HttpResult result = Failure(TransportError::kHeldBack, Sent::kNo);
  result.retry_after = absl::Seconds(30);
  result.limit = "vehicle_month";
  result.message = "500 calls a month, all used";
  const auto outcome = Call(endpoints::kListSignals, std::move(result));
  EXPECT_EQ(Metadata(outcome.status, "limit"), "vehicle_month");
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(outcome.status)->retry_delay().seconds(), 30);
  const auto quota = DetailOf<google::rpc::QuotaFailure>(outcome.status);
  EXPECT_EQ(quota->violations(0).subject(), "smartcar-gateway/vehicle_month/v1");
  EXPECT_EQ(quota->violations(0).description(), "500 calls a month, all used");
}

TEST_F(SmartcarClientTest, HostLeftAloneSaysWhenToRetry) {
  HttpResult result = Failure(TransportError::kCircuitOpen, Sent::kNo);
  result.retry_after = absl::Seconds(7);
  const auto outcome = Call(endpoints::kLockDoors, std::move(result));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(outcome.status)->retry_delay().seconds(), 7);
}

TEST_F(SmartcarClientTest, RequestIdOfAnotherCommandIsTheCallersMistake) {
  const auto outcome =
      Call(endpoints::kLockDoors, Failure(TransportError::kRequestIdReused, Sent::kNo));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(outcome.status), "REQUEST_ID_REUSED");
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(outcome.status)->field_violations(0).field(),
            "request_id");
  EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), "false");
}

TEST_F(SmartcarClientTest, CommandThatCannotBeRecordedWasNotSent) {
  const auto outcome =
      Call(endpoints::kLockDoors, Failure(TransportError::kRequestIdUnrecorded, Sent::kNo));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(outcome.status), "REQUEST_ID_NOT_RECORDED");
  EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), "false");
}

TEST_F(SmartcarClientTest, UnknownOutcomeOfAnEarlierCallStaysUnknown) {
  const auto outcome =
      Call(endpoints::kLockDoors, Failure(TransportError::kOutcomeUnknown, Sent::kNo));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kUnknown);
  EXPECT_EQ(ReasonOf(outcome.status), "OUTCOME_UNKNOWN");
  EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), "true");
}

TEST_F(SmartcarClientTest, LayersBelowLearnWhoAsksAndForWhat) {
  UpstreamRequest request = For(endpoints::kLockDoors);
  request.resend_if_unknown = true;
  SmartcarClient::Context context;
  context.cancellation = std::make_shared<Cancellation>();
  context.caller = "billing";
  client_->Call(
      std::move(request), context,
      [](const UpstreamRequest&, const HttpResponse&) { return absl::OkStatus(); },
      [](SmartcarClient::Outcome) {});
  const CallInfo& call = *transport_.started().back().call;
  EXPECT_EQ(call.caller, "billing");
  EXPECT_EQ(call.vehicle_id, "v1");
  EXPECT_EQ(call.request_id, "0f8fad5b-d9cb-469f-a165-70867728950e");
  EXPECT_TRUE(call.resend_if_unknown);
  EXPECT_FALSE(call.max_age.has_value());
}

TEST_F(SmartcarClientTest, CallsOfOtherApisTouchNoVehicle) {
  Call(endpoints::kCreateSubscription, Reply(202, "{}"));
  EXPECT_EQ(transport_.started().back().call->vehicle_id, "");
}

TEST_F(SmartcarClientTest, RejectedTokenIsTheOperatorsAffairNotTheCallers) {
  HttpResult result = Failure(TransportError::kCredentialsRejected, Sent::kMaybe);
  result.response.status = 401;
  const auto outcome = Call(endpoints::kLockDoors, std::move(result));
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(outcome.status), "TOKEN_REJECTED");
  EXPECT_EQ(Metadata(outcome.status, "may_have_executed"), "false");
}

}  // namespace
}  // namespace smartcar_gateway
