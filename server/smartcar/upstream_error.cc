// From a result of the transport to what the caller is told.
#include "server/smartcar/upstream_error.h"

#include "absl/strings/str_cat.h"
#include "server/smartcar/decode/decode_errors.h"
#include "server/smartcar/error_context.h"
#include "server/smartcar/reply_error.h"
#include "server/smartcar/transport_error.h"

namespace smartcar_gateway {

namespace v1 = smartcar::gateway::v1;

absl::Status JudgeResult(const UpstreamRequest& request, const HttpResult& result, absl::Time now) {
  if (result.error != TransportError::kNone) return JudgeTransportError(request, result);
  const HttpResponse& response = result.response;
  const bool success = response.status >= 200 && response.status < 300;
  if (success && request.endpoint->kind == CallKind::kRead) return absl::OkStatus();
  const auto error = DecodeUpstreamError(response.body);
  if (success && !error.has_value()) return absl::OkStatus();
  return JudgeFailedReply(request, response, error.value_or(UpstreamError()), now);
}

absl::Status UnreadableReply(const UpstreamRequest& request, const HttpResult& result,
                             absl::string_view why) {
  return ResultLost(request, absl::StatusCode::kInternal, v1::ERROR_REASON_UPSTREAM_REPLY_INVALID,
                    absl::StrCat("the reply cannot be understood: ", why),
                    SharedDetails(request, result.response, MayHaveExecuted::kYes));
}

absl::Status ExpiredBeforeSending(const UpstreamRequest& request) {
  return MakeError(absl::StatusCode::kDeadlineExceeded,
                   v1::ERROR_REASON_DEADLINE_EXCEEDED_BEFORE_SEND,
                   "the deadline passed before the call was sent",
                   SharedDetails(request, HttpResponse(), MayHaveExecuted::kNo));
}

}  // namespace smartcar_gateway
