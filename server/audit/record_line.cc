// Implementation of records as lines.
#include "server/audit/record_line.h"

#include <algorithm>

#include "google/protobuf/util/json_util.h"
#include "server/audit/bounded_text.h"

namespace smartcar_gateway {

using ::smartcar::gateway::audit::v1::AuditRecord;
using ::smartcar::gateway::audit::v1::AuditTarget;

void BoundRecord(AuditRecord& record) {
  for (std::string* text :
       {record.mutable_previous_hash(), record.mutable_caller(), record.mutable_peer(),
        record.mutable_method(), record.mutable_resource_id(), record.mutable_request_id(),
        record.mutable_rule(), record.mutable_code(), record.mutable_reason(),
        record.mutable_upstream_request_id(), record.mutable_detail()}) {
    BoundText(kMaxTextBytes, *text);
  }
  const int targets = record.targets_size();
  if (targets > kMaxTargets) {
    record.set_target_count(std::max(record.target_count(), static_cast<uint32_t>(targets)));
    record.mutable_targets()->DeleteSubrange(kMaxTargets, targets - kMaxTargets);
  }
  for (AuditTarget& target : *record.mutable_targets()) {
    BoundText(kMaxIdBytes, *target.mutable_vehicle_id());
    BoundText(kMaxIdBytes, *target.mutable_user_id());
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
