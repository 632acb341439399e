// Log lines about the token.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_LOG_H_

#include "server/token/token_event.h"

namespace smartcar_gateway {

// One line an event. What an operator must cure is an error the first time, and a warning while it
// repeats.
void LogTokenEvent(const TokenEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_LOG_H_
