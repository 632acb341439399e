// What the result of a command says about the car. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_OUTCOME_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_OUTCOME_H_

#include "absl/time/time.h"
#include "server/http/command_outcome.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Of a command to a vehicle. Agrees with what its caller is told, since it asks the same functions:
// kUnknown where the caller hears `may_have_executed=true`; kNotDone where the error says that
// nothing was done and that a retry can help, or that an operator must act first; kSettled for
// success and for all that Smartcar refuses for good.
CommandOutcome JudgeCommand(const HttpRequest& request, const HttpResult& result, absl::Time now);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_OUTCOME_H_
