// Log lines about Smartcar's limits.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_

#include "server/quota/quota_event.h"

namespace smartcar_gateway {

// One line an event, a warning: each costs callers something, or will.
void LogQuotaEvent(const QuotaEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_
