// Implementation of records as lines.
#include "server/audit/record_line.h"

#include <algorithm>

#include "google/protobuf/util/json_util.h"
#include "server/audit/bounded_text.h"

namespace smartcar_gateway {

using ::smartcar::gateway::audit::v1::AuditRecord;
using ::smartcar::gateway::audit::v1::AuditTarget;

void BoundRecord(AuditRecord& record) {
  // What strangers ask for is not worth as much room.
  const bool denied = record.event() == smartcar::gateway::audit::v1::AUDIT_EVENT_DENIED;
  const size_t max_id_bytes = denied ? kMaxDeniedIdBytes : kMaxIdBytes;
  const int max_targets = denied ? kMaxDeniedTargets : kMaxTargets;
  for (std::string* text :
       {record.mutable_previous_hash(), record.mutable_caller(), record.mutable_peer(),
        record.mutable_method(), record.mutable_rule(), record.mutable_code(),
        record.mutable_reason(), record.mutable_upstream_request_id(), record.mutable_detail()}) {
    BoundText(kMaxTextBytes, *text);
  }
  BoundText(max_id_bytes, *record.mutable_resource_id());
  BoundText(max_id_bytes, *record.mutable_request_id());
  const int targets = record.targets_size();
  if (targets > max_targets) {
    record.set_target_count(std::max(record.target_count(), static_cast<uint32_t>(targets)));
    record.mutable_targets()->DeleteSubrange(max_targets, targets - max_targets);
  }
  for (AuditTarget& target : *record.mutable_targets()) {
    BoundText(max_id_bytes, *target.mutable_vehicle_id());
    BoundText(max_id_bytes, *target.mutable_user_id());
  }
}

std::string RecordLine(const AuditRecord& record) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  // Cannot fail: the texts are valid UTF-8, and the times within the range of the calendar.
  (void)google::protobuf::util::MessageToJsonString(record, &line, options);
  return line;
}

}  // namespace smartcar_gateway
