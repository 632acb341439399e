// What the result of a command says about the car.
#include "server/smartcar/command_outcome.h"

#include "server/errors/error.h"
#include "server/smartcar/decode/decode_command.h"
#include "server/smartcar/execution.h"
#include "server/smartcar/upstream_error.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

// Which command it is changes the words of an error, not what it means.
constexpr Endpoint kAnyCommand{"command", HttpMethod::kPost, CallKind::kWrite, "vehicle"};

// Of a reply that reports success, as it is judged for the caller. The executions of commands and
// schedules have their status in the same place.
CommandOutcome JudgeBody(const HttpRequest& http, const UpstreamRequest& request,
                         const HttpResponse& response) {
  // Smartcar may answer a deletion with nothing at all.
  if (http.method == HttpMethod::kDelete && response.body.empty()) return CommandOutcome::kSettled;
  v1::CommandExecution execution;
  if (!DecodeCommandExecution(response.body, &execution).ok()) return CommandOutcome::kUnknown;
  const absl::Status judged =
      JudgeExecution(request, response, execution.status(), execution.status_text());
  return ReasonOf(judged) == ReasonName(v1::ERROR_REASON_OUTCOME_UNKNOWN)
             ? CommandOutcome::kUnknown
             : CommandOutcome::kSettled;
}

}  // namespace

CommandOutcome JudgeCommand(const HttpRequest& http, const HttpResult& result, absl::Time now) {
  if (result.error != TransportError::kNone) {
    return result.sent == Sent::kNo ? CommandOutcome::kNotDone : CommandOutcome::kUnknown;
  }
  UpstreamRequest request;
  request.endpoint = &kAnyCommand;
  const absl::Status status = JudgeResult(request, result, now);
  if (status.ok()) return JudgeBody(http, request, result.response);
  const std::string reason = ReasonOf(status);
  if (reason == ReasonName(v1::ERROR_REASON_OUTCOME_UNKNOWN)) return CommandOutcome::kUnknown;
  // Every limit, and a token that an operator must cure.
  if (status.code() == absl::StatusCode::kResourceExhausted ||
      reason == ReasonName(v1::ERROR_REASON_TOKEN_REJECTED)) {
    return CommandOutcome::kNotDone;
  }
  return CommandOutcome::kSettled;
}

}  // namespace smartcar_gateway
