// Log lines about the audit log.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_

#include "server/audit/audit_log_event.h"

namespace smartcar_gateway {

// One line an event. What an operator must cure is an error.
void LogAuditEvent(const AuditLogEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_
