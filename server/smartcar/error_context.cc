// Details shared by the errors of upstream calls.
#include "server/smartcar/error_context.h"

#include "absl/strings/str_cat.h"
#include "server/smartcar/request_id.h"

namespace smartcar_gateway {

namespace v1 = smartcar::gateway::v1;

ErrorDetails SharedDetails(const UpstreamRequest& request, const HttpResponse& response,
                           MayHaveExecuted executed) {
  ErrorDetails details;
  details.upstream_request_id = RequestIdOf(response);
  if (response.status != 0) {
    details.metadata.emplace_back("upstream_status", absl::StrCat(response.status));
  }
  if (request.endpoint->kind == CallKind::kWrite) {
    details.metadata.emplace_back("may_have_executed",
                                  executed == MayHaveExecuted::kYes ? "true" : "false");
  }
  details.metadata.emplace_back("request_id", request.request_id);
  return details;
}

absl::Status OutcomeUnknown(const UpstreamRequest& request, absl::string_view why,
                            const ErrorDetails& details) {
  return MakeError(absl::StatusCode::kUnknown, v1::ERROR_REASON_OUTCOME_UNKNOWN,
                   absl::StrCat(request.endpoint->name,
                                " was sent and may have been carried out, "
                                "but its result is not known: ",
                                why, ". Read the state before you send it again."),
                   details);
}

absl::Status ResultLost(const UpstreamRequest& request, absl::StatusCode code, ErrorReason reason,
                        absl::string_view why, const ErrorDetails& details) {
  if (request.endpoint->kind == CallKind::kWrite) return OutcomeUnknown(request, why, details);
  return MakeError(code, reason, absl::StrCat("Smartcar: ", why), details);
}

}  // namespace smartcar_gateway
