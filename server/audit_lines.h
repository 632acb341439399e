// Lines of the audit log that are not about an RPC.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_LINES_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_LINES_H_

#include <string>

#include "absl/types/optional.h"
#include "server/http/command_outcome.h"
#include "server/http/http_message.h"
#include "server/token/token_event.h"
#include "smartcar/gateway/audit/v1/audit_record.pb.h"

namespace smartcar_gateway {

// About the gateway itself: what it goes by, its start and its end.
smartcar::gateway::audit::v1::AuditRecord GatewayLine(
    smartcar::gateway::audit::v1::AuditEvent event, std::string detail);

// About the client secrets; nothing if the event does not concern them.
absl::optional<smartcar::gateway::audit::v1::AuditRecord> SecretLine(const TokenEvent& event);

// How a command ended that went on after its caller was gone.
smartcar::gateway::audit::v1::AuditRecord SettledLine(const HttpRequest& request,
                                                      CommandOutcome outcome,
                                                      const HttpResult& result);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_LINES_H_
