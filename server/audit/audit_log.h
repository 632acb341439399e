// AuditLog: the record of what was done and refused.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_H_

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "smartcar/gateway/audit/v1/audit_record.pb.h"

namespace smartcar_gateway {

// The `caller` of a denial whose caller could not be known.
inline constexpr char kStranger[] = "unknown";

// Thread-safe.
class AuditLog {
 public:
  // The number of the line; 0 if there is none, because it could not be written but the
  // configuration says to go on, or because there are too many denials to record them all.
  // UNAVAILABLE: it could not be written, and what it is about must not be done.
  using Done = absl::AnyInvocable<void(absl::StatusOr<uint64_t>) &&>;

  virtual ~AuditLog() = default;

  // Appends a line. The log fills in `sequence`, `previous_hash`, `time` and `denials_left_out`.
  // Never blocks; `done` (may be null) runs exactly once, on the log's own thread when the line is
  // as safe as configured, or inline. Lines appear in the order of the calls.
  virtual void Append(smartcar::gateway::audit::v1::AuditRecord record, Done done) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_LOG_H_
