// LinkReader: what of a line holds it in the chain.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_LINK_READER_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_LINK_READER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// No line is longer: records are bounded when they are taken.
constexpr size_t kMaxLineBytes = 1 << 20;

struct LineLink {
  uint64_t sequence = 0;
  std::string previous_hash;
  std::string time;  // as written
};

// Reads lines without their line breaks, checking that they are JSON from end to end. Holds the
// buffers, so that a large file needs no memory per line. Not thread-safe.
class LinkReader {
 public:
  LinkReader();
  ~LinkReader();

  // The error is a clause: why the line is no record.
  absl::StatusOr<LineLink> Read(absl::string_view line);

 private:
  struct Parser;
  const std::unique_ptr<Parser> parser_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_LINK_READER_H_
