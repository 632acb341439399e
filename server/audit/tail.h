// The end of an audit file: where its last whole line is.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_TAIL_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_TAIL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/audit/chain.h"

namespace smartcar_gateway {

struct FileTail {
  absl::optional<ChainHead> head;  // of the last line that is a record; none if there is none
  uint64_t whole_bytes = 0;        // up to the end of that line; what follows is damaged
};

// Looks for the last record of the first `size` bytes of a file, from their end, in the last 8 MiB:
// what a crash or a power failure damages is never more. An error is the system's.
absl::StatusOr<FileTail> FindTail(int file, uint64_t size);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_TAIL_H_
