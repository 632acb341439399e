// Lines of the audit log about RPCs.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_AUDIT_RECORDS_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_AUDIT_RECORDS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/rpc/rpc_facts.h"
#include "smartcar/gateway/audit/v1/audit_record.pb.h"

namespace smartcar_gateway {

// Who called, when, and what the policy decided by.
struct AuditedCall {
  absl::string_view caller;
  absl::string_view peer;
  absl::string_view rule;
  absl::Time came;
};

// What all lines about an RPC say.
smartcar::gateway::audit::v1::AuditRecord RecordOf(smartcar::gateway::audit::v1::AuditEvent event,
                                                   const RpcFacts& facts, const AuditedCall& call);

// Adds how it ended: code, reason, whether the command may have been carried out.
void AddOutcome(const absl::Status& status, smartcar::gateway::audit::v1::AuditRecord* record);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_AUDIT_RECORDS_H_
