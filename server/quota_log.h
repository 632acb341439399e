// Log lines about Smartcar's limits.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_

#include "absl/status/status.h"
#include "server/quota/quota_event.h"

namespace smartcar_gateway {

// One line an event, a warning: each costs callers something, or will.
void LogQuotaEvent(const QuotaEvent& event);

// The calls of the month cannot be written down.
void LogMonthError(const absl::Status& error);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_LOG_H_
