// Whether audit files are what the gateway wrote.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_VERIFY_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_VERIFY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/audit/chain.h"

namespace smartcar_gateway {

struct AuditVerdict {
  uint64_t lines = 0;
  uint64_t first_sequence = 0;  // above 1 if older files are not among those read
  std::string first_time;
  std::string last_time;
  ChainHead head;  // the last line
  // Where the chain breaks, `FILE:LINE: how`; the first ones. None: it is intact.
  std::vector<std::string> breaks;
  uint64_t break_count = 0;
};

// FILE with those that were put aside before it, FILE.1, FILE.2 and so on, the oldest first.
std::vector<std::string> WithFilesPutAside(const std::string& file);

// Reads the files, the oldest first, line by line in constant memory. Shows every line that was
// changed, removed, added or moved, with two exceptions that only `expected` shows, a head that was
// noted elsewhere: the last line was changed, or lines were removed from the end. `expected` may be
// any line of the chain. INVALID_ARGUMENT: a file cannot be read; the message names it.
absl::StatusOr<AuditVerdict> VerifyAuditFiles(const std::vector<std::string>& files,
                                              const absl::optional<ChainHead>& expected);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_VERIFY_H_
