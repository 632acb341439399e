// Filling in of audit lines.
#include "server/rpc/audit_records.h"

#include <algorithm>
#include <cstddef>

#include "server/audit/record_line.h"
#include "server/errors/error.h"

namespace smartcar_gateway {
namespace {

namespace audit = smartcar::gateway::audit::v1;

// One byte more than the audit log keeps, which marks what it cuts.
std::string Bounded(absl::string_view text) { return std::string(text.substr(0, kMaxIdBytes + 1)); }

}  // namespace

audit::AuditRecord RecordOf(audit::AuditEvent event, const RpcFacts& facts,
                            const AuditedCall& call) {
  audit::AuditRecord record;
  record.set_event(event);
  record.set_caller(std::string(call.caller));
  record.set_peer(std::string(call.peer));
  record.set_method(std::string(facts.full_name));
  for (size_t i = 0; i < std::min<size_t>(facts.targets.size(), kMaxTargets); ++i) {
    const CallTarget& target = facts.targets[i];
    if (target.vehicle_id.empty() && target.user_id.empty()) continue;
    audit::AuditTarget* added = record.add_targets();
    added->set_vehicle_id(Bounded(target.vehicle_id));
    added->set_user_id(Bounded(target.user_id));
  }
  if (facts.targets.size() > static_cast<size_t>(kMaxTargets))
    record.set_target_count(facts.targets.size());
  record.set_resource_id(Bounded(facts.resource_id));
  record.set_request_id(Bounded(facts.request_id));
  record.set_rule(std::string(call.rule));
  const timespec came = absl::ToTimespec(call.came);
  record.mutable_started()->set_seconds(came.tv_sec);
  record.mutable_started()->set_nanos(came.tv_nsec);
  return record;
}

void AddOutcome(const absl::Status& status, audit::AuditRecord* record) {
  record->set_code(absl::StatusCodeToString(status.code()));
  record->set_reason(ReasonOf(status));
  const std::string executed = MetadataOf(status, "may_have_executed");
  if (!executed.empty()) record->set_may_have_executed(executed == "true");
}

}  // namespace smartcar_gateway
