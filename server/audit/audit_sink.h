// AuditSink: where the lines of the audit log go.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_SINK_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_SINK_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/audit/chain.h"

namespace smartcar_gateway {

// Holds whole lines and nothing else, whatever fails. Errors are clauses for an operator. Not
// thread-safe.
class AuditSink {
 public:
  virtual ~AuditSink() = default;

  // Makes ready for lines after `head`. Answers what somebody else did to the lines before, if it
  // has to be recorded, else nothing.
  virtual absl::StatusOr<std::string> Prepare(const ChainHead& head) = 0;
  // Whether so many more bytes belong into the file in use. If not, Rotate() comes first.
  virtual bool Fits(size_t bytes) const = 0;
  // Puts the file in use aside unless it is empty; answers what was done. After an error Prepare()
  // must come first.
  virtual absl::StatusOr<std::string> Rotate() = 0;
  // Appends whole lines, all or none of them.
  virtual absl::Status Write(absl::string_view lines) = 0;
  // Has everything written reach the disk.
  virtual absl::Status Sync() = 0;
  // Takes back what was written since the last Sync() that succeeded, and since Rotate().
  virtual void CutBack() = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_SINK_H_
