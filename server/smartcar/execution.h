// What the status inside a command's reply means. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_EXECUTION_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_EXECUTION_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/http/http_message.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/command.pb.h"

namespace smartcar_gateway {

// OK for SUCCESS and PENDING; COMMAND_FAILED for FAILURE; OUTCOME_UNKNOWN for a word we do not know
// or none. `text` is Smartcar's word.
absl::Status JudgeExecution(const UpstreamRequest& request, const HttpResponse& response,
                            smartcar::gateway::v1::CommandStatus status, absl::string_view text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_EXECUTION_H_
