// A record as a line.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_RECORD_LINE_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_RECORD_LINE_H_

#include <string>

#include "smartcar/gateway/audit/v1/audit_record.pb.h"

namespace smartcar_gateway {

constexpr size_t kMaxTextBytes = 1024;
constexpr size_t kMaxIdBytes = 256;
constexpr int kMaxTargets = 20;
constexpr size_t kMaxDeniedIdBytes = 64;
constexpr int kMaxDeniedTargets = 2;

// Bounds what callers wrote, so that a record takes some 60 KB at most (a denial 10 KB):
// kMaxTextBytes a text, kMaxIdBytes an id of a target, kMaxTargets targets, counted in
// `target_count` if there are more.
void BoundRecord(smartcar::gateway::audit::v1::AuditRecord& record);

// One line of JSON, without a line break at its end or in it, of a bounded record.
std::string RecordLine(const smartcar::gateway::audit::v1::AuditRecord& record);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_RECORD_LINE_H_
