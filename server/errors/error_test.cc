// Tests of rich errors, up to the bytes that gRPC sends.
#include "server/errors/error.h"

#include <grpcpp/support/status.h>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "server/errors/grpc_status.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::ERROR_REASON_APPLICATION_RATE_LIMIT;
using smartcar::gateway::v1::ERROR_REASON_BILLING_LIMIT;
using smartcar::gateway::v1::ERROR_REASON_CIRCUIT_OPEN;
using smartcar::gateway::v1::ERROR_REASON_VEHICLE_STATE;

google::rpc::Status Rich(const absl::Status& status) {
  google::rpc::Status rich;
  EXPECT_TRUE(rich.ParseFromString(ToGrpcStatus(status).error_details()));
  return rich;
}

template <typename Detail>
absl::optional<Detail> Find(const google::rpc::Status& rich) {
  Detail found;
  for (const auto& any : rich.details()) {
    if (any.UnpackTo(&found)) return found;
  }
  return absl::nullopt;
}

TEST(Error, CarriesReasonDomainAndMetadataFirst) {
  ErrorDetails details;
  details.metadata = {{"upstream_code", "ASLEEP"}, {"resolution_type", ""}};
  details.precondition = {{"VEHICLE_STATE", "v1", "ASLEEP"}};
  details.upstream_request_id = "r1";
  const auto status = MakeError(absl::StatusCode::kFailedPrecondition, ERROR_REASON_VEHICLE_STATE,
                                "the vehicle is asleep", details);
  const auto rich = Rich(status);
  EXPECT_EQ(rich.code(), 9);
  EXPECT_EQ(rich.message(), "the vehicle is asleep");
  ASSERT_EQ(rich.details_size(), 3);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(rich.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "VEHICLE_STATE");
  EXPECT_EQ(info.domain(), "smartcar-gateway");
  EXPECT_EQ(info.metadata().size(), 1u) << "empty values are left out";
  EXPECT_EQ(info.metadata().at("upstream_code"), "ASLEEP");
  EXPECT_EQ(Find<google::rpc::PreconditionFailure>(rich)->violations(0).subject(), "v1");
  EXPECT_EQ(Find<google::rpc::RequestInfo>(rich)->request_id(), "r1");
  EXPECT_EQ(ReasonOf(status), "VEHICLE_STATE");
}

TEST(Error, RetryDelayIsDetailAndPushback) {
  ErrorDetails details;
  details.retry_after = absl::Milliseconds(1500);
  const auto status = MakeError(absl::StatusCode::kResourceExhausted,
                                ERROR_REASON_APPLICATION_RATE_LIMIT, "slow down", details);
  const auto retry = Find<google::rpc::RetryInfo>(Rich(status));
  ASSERT_TRUE(retry.has_value());
  EXPECT_EQ(retry->retry_delay().seconds(), 1);
  EXPECT_EQ(retry->retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(RetryPushback(status), "1500");
  details.retry_after = absl::Hours(25);
  EXPECT_EQ(RetryPushback(MakeError(absl::StatusCode::kResourceExhausted,
                                    ERROR_REASON_APPLICATION_RATE_LIMIT, "", details)),
            "-1")
      << "no client should sleep that long";
}

TEST(Error, UnavailableWithADelayKeepsClientsAwayForAtLeastAsLong) {
  ErrorDetails details;
  details.retry_after = absl::Microseconds(2500);
  EXPECT_EQ(RetryPushback(MakeError(absl::StatusCode::kUnavailable, ERROR_REASON_CIRCUIT_OPEN,
                                    "left alone", details)),
            "3");
  EXPECT_FALSE(RetryPushback(MakeError(absl::StatusCode::kUnavailable, ERROR_REASON_CIRCUIT_OPEN,
                                       "left alone"))
                   .has_value());
}

TEST(Error, ExhaustedWithoutDelayTellsClientsNotToRetry) {
  EXPECT_EQ(RetryPushback(MakeError(absl::StatusCode::kResourceExhausted,
                                    ERROR_REASON_BILLING_LIMIT, "plan exhausted")),
            "-1");
  EXPECT_FALSE(RetryPushback(absl::NotFoundError("gone")).has_value());
}

TEST(Error, ListsEveryWrongField) {
  const auto status = InvalidFields({{"vehicle_id", "is required"}, {"user_id", "is required"}});
  EXPECT_EQ(status.message(), "vehicle_id: is required; user_id: is required");
  const auto bad = Find<google::rpc::BadRequest>(Rich(status));
  ASSERT_TRUE(bad.has_value());
  ASSERT_EQ(bad->field_violations_size(), 2);
  EXPECT_EQ(bad->field_violations(1).field(), "user_id");
}

TEST(Error, UpstreamTextIsBoundedAndHasNoControlCharacters) {
  ErrorDetails details;
  details.metadata = {{"upstream_code", std::string(100'000, 'x')}};
  const std::string message = absl::StrCat("line\r\nbreak", std::string(510, 'a'), "é");
  const auto status =
      MakeError(absl::StatusCode::kInternal, ERROR_REASON_VEHICLE_STATE, message, details);
  EXPECT_LT(ToGrpcStatus(status).error_details().size(), 2000u);
  EXPECT_EQ(status.message().find('\n'), absl::string_view::npos);
  EXPECT_EQ(status.message().find('\r'), absl::string_view::npos);
}

TEST(Error, FitsIntoTrailersWhateverUpstreamSays) {
  const std::string text(100'000, 'x');
  ErrorDetails details;
  for (const char* name : {"upstream_type", "upstream_code", "resolution_type", "request_id"}) {
    details.metadata.emplace_back(name, text);
  }
  details.upstream_request_id = text;
  ErrorDetails fields = details;
  fields.field_violations.assign(100, {text, text});
  details.precondition = {{text, text, text}};
  details.help = {{text, text}};
  for (const ErrorDetails& each : {details, fields}) {
    const auto status =
        MakeError(absl::StatusCode::kInvalidArgument, ERROR_REASON_VEHICLE_STATE, text, each);
    // In base 64, and the message once more with each byte escaped.
    const size_t bytes =
        ToGrpcStatus(status).error_details().size() * 4 / 3 + 3 * status.message().size();
    EXPECT_LT(bytes, 7680u);
  }
  EXPECT_GE(Find<google::rpc::BadRequest>(Rich(MakeError(absl::StatusCode::kInvalidArgument,
                                                         ERROR_REASON_VEHICLE_STATE, "m", fields)))
                ->field_violations_size(),
            1);
}

TEST(Error, StatusFromElsewhereStillGetsAnErrorInfo) {
  const auto rich = Rich(absl::InternalError("oops"));
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(rich)->reason(), "INTERNAL");
}

}  // namespace
}  // namespace smartcar_gateway
