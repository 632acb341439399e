// Implementation of OutputSink.
#include "server/audit/output_sink.h"

#include <cerrno>
#include <cstring>

namespace smartcar_gateway {

absl::StatusOr<std::string> OutputSink::Prepare(const ChainHead&) { return std::string(); }

bool OutputSink::Fits(size_t) const { return true; }

absl::StatusOr<std::string> OutputSink::Rotate() { return std::string(); }

absl::Status OutputSink::Write(absl::string_view lines) {
  if ((torn_ && !WritePatiently(calls_, file_, "\n", patience_ms_)) ||
      !WritePatiently(calls_, file_, lines, patience_ms_)) {
    torn_ = true;
    return absl::UnavailableError(strerror(errno));
  }
  torn_ = false;
  return absl::OkStatus();
}

absl::Status OutputSink::Sync() { return absl::OkStatus(); }

void OutputSink::CutBack() {}

}  // namespace smartcar_gateway
