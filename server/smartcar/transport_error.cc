// Transport errors to statuses.
#include "server/smartcar/transport_error.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/smartcar/error_context.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

// How long a caller should wait when we refuse because of our own load.
constexpr absl::Duration kOverloadRetry = absl::Seconds(1);

std::string LimitName(const UpstreamRequest& request, const std::string& limit) {
  const bool of_vehicle = absl::StartsWith(limit, "vehicle");
  return absl::StrCat(kErrorDomain, "/", limit, of_vehicle ? "/" : "",
                      of_vehicle ? request.vehicle_id : "");
}

}  // namespace

absl::Status JudgeTransportError(const UpstreamRequest& request, const HttpResult& result) {
  const bool sent = result.sent == Sent::kMaybe || result.error == TransportError::kOutcomeUnknown;
  ErrorDetails details =
      SharedDetails(request, result.response, sent ? MayHaveExecuted::kYes : MayHaveExecuted::kNo);
  const std::string& what = result.message;
  switch (result.error) {
    case TransportError::kConnectFailed:
    case TransportError::kTlsFailed:
    case TransportError::kConnectionLost:
      if (!sent) {
        return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UPSTREAM_UNREACHABLE,
                         absl::StrCat("Smartcar cannot be reached, nothing was sent: ", what),
                         details);
      }
      return ResultLost(request, absl::StatusCode::kUnavailable,
                        v1::ERROR_REASON_UPSTREAM_UNAVAILABLE, what, details);
    case TransportError::kTimedOut:
      if (!sent) {
        return MakeError(
            absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED_BEFORE_SEND,
            absl::StrCat("the deadline passed before the call was sent: ", what), details);
      }
      return MakeError(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                       request.endpoint->kind == CallKind::kWrite
                           ? "the deadline passed while the command was under way; it may still be "
                             "carried out"
                           : "the deadline passed while Smartcar was working on the answer",
                       details);
    case TransportError::kCancelled:
      return MakeError(absl::StatusCode::kCancelled, v1::ERROR_REASON_CANCELLED,
                       "the caller cancelled", details);
    case TransportError::kReplyTooLarge:
      return ResultLost(request, absl::StatusCode::kInternal,
                        v1::ERROR_REASON_UPSTREAM_REPLY_TOO_LARGE, what, details);
    case TransportError::kOverloaded:
      details.retry_after = kOverloadRetry;
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_OVERLOADED,
                       "the gateway has too many calls in flight; nothing was sent", details);
    case TransportError::kShutDown:
      if (sent && request.endpoint->kind == CallKind::kWrite) {
        return OutcomeUnknown(request, "the gateway stopped before the result came", details);
      }
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SHUTTING_DOWN,
                       "the gateway is stopping", details);
    case TransportError::kTokenUnavailable:
      details.retry_after = result.retry_after;
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_TOKEN_UNAVAILABLE,
                       absl::StrCat("no access token can be had from Smartcar at present, nothing "
                                    "was sent: ",
                                    what),
                       details);
    case TransportError::kCredentialsRejected:
      return MakeError(
          absl::StatusCode::kInternal,
          result.response.status == 401 ? v1::ERROR_REASON_TOKEN_REJECTED
                                        : v1::ERROR_REASON_CREDENTIALS_REJECTED,
          absl::StrCat("Smartcar refuses the gateway's credentials; its operator must act: ", what),
          SharedDetails(request, result.response, MayHaveExecuted::kNo));
    case TransportError::kHeldBack:
      details.retry_after = result.retry_after;
      details.metadata.emplace_back("limit", result.limit);
      details.quota = {LimitName(request, result.limit), what};
      return MakeError(
          absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_QUOTA_GUARD,
          absl::StrCat("held back to keep within Smartcar's limits, nothing was sent: ", what),
          details);
    case TransportError::kCircuitOpen:
      details.retry_after = result.retry_after;
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_CIRCUIT_OPEN,
                       absl::StrCat("Smartcar does not answer, nothing was sent: ", what), details);
    case TransportError::kRequestIdReused:
      details.field_violations = {{"request_id", "was used for another command; make a new one"}};
      return MakeError(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_ID_REUSED,
                       "the request_id was used for another command; nothing was sent", details);
    case TransportError::kRequestIdUnrecorded:
      return MakeError(absl::StatusCode::kUnavailable, v1::ERROR_REASON_REQUEST_ID_NOT_RECORDED,
                       absl::StrCat("the gateway cannot write down the request_id, so nothing was "
                                    "sent; its operator must act: ",
                                    what),
                       details);
    case TransportError::kOutcomeUnknown:
      return OutcomeUnknown(request, what, details);
    case TransportError::kNone:
      break;
  }
  return MakeError(absl::StatusCode::kInternal, v1::ERROR_REASON_INTERNAL,
                   "a whole reply was taken for a failure", details);
}

}  // namespace smartcar_gateway
