// Judging command executions.
#include "server/smartcar/execution.h"

#include "absl/strings/str_cat.h"
#include "server/smartcar/error_context.h"

namespace smartcar_gateway {

namespace v1 = smartcar::gateway::v1;

absl::Status JudgeExecution(const UpstreamRequest& request, const HttpResponse& response,
                            v1::CommandStatus status, absl::string_view text) {
  if (status == v1::COMMAND_STATUS_SUCCESS || status == v1::COMMAND_STATUS_PENDING) {
    return absl::OkStatus();
  }
  if (status == v1::COMMAND_STATUS_FAILURE) {
    ErrorDetails details = SharedDetails(request, response, MayHaveExecuted::kNo);
    details.precondition = {{"COMMAND_FAILED", request.vehicle_id, std::string(text)}};
    return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_COMMAND_FAILED,
                     absl::StrCat("Smartcar reports that ", request.endpoint->name, " failed"),
                     details);
  }
  return OutcomeUnknown(
      request,
      text.empty() ? "the reply names no status" : absl::StrCat("the reply's status is ", text),
      SharedDetails(request, response, MayHaveExecuted::kYes));
}

}  // namespace smartcar_gateway
