// Log lines about the audit log.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_

#include <string>

#include "server/audit/audit_log_event.h"
#include "server/audit/chain.h"

namespace smartcar_gateway {

// One line an event: an error for what must be mended.
void LogAuditEvent(const AuditLogEvent& event);

// Where the log goes, at the start.
void LogAuditPath(const std::string& path);
// A warning, for the start: commands leave no trace.
void WarnOfNoAuditLog();

// The end of the chain, for --verify_audit: whoever can rewrite the file cannot rewrite this line.
void LogAuditHead(const ChainHead& head);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_EVENT_LOG_H_
