// Log lines about hosts that are left alone.
#ifndef SMARTCAR_GATEWAY_SERVER_BREAKER_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_BREAKER_LOG_H_

#include "server/http/breaker_event.h"

namespace smartcar_gateway {

// One line an event: a warning when a host is left alone, and information when it is well again.
void LogBreakerEvent(const BreakerEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BREAKER_LOG_H_
