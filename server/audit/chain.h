// The hash chain of the audit log: what links a line to the one before.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_CHAIN_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// The last line so far. Whoever rewrites the whole file can rewrite the whole chain; a head that
// was noted elsewhere shows it. Before the first line: 0, and a hash of zeros.
struct ChainHead {
  uint64_t sequence = 0;
  std::string hash = std::string(64, '0');

  bool operator==(const ChainHead& other) const {
    return sequence == other.sequence && hash == other.hash;
  }
  bool operator!=(const ChainHead& other) const { return !(*this == other); }
};

// `SEQUENCE:HASH`, as --expect_head takes it.
std::string ChainHeadText(const ChainHead& head);
// Nothing if it is not of that form.
absl::optional<ChainHead> ParseChainHead(absl::string_view text);

// SHA-256 of a line without its line break, in lower-case hex.
std::string LineHash(absl::string_view line);
bool IsLineHash(absl::string_view text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_CHAIN_H_
