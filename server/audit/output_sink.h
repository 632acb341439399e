// OutputSink: the audit log on standard output.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_OUTPUT_SINK_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_OUTPUT_SINK_H_

#include <string>

#include "server/audit/audit_sink.h"
#include "server/audit/file_calls.h"

namespace smartcar_gateway {

// Keeps nothing: what has been written is the reader's, so there is nothing to sync, to rotate or
// to go on from. A part of a line cannot be taken back; the next line begins after a line break.
// A reader who takes nothing for `patience_ms` is a failure. Borrows the calls and the open file.
class OutputSink final : public AuditSink {
 public:
  static constexpr int kPatienceMs = 5000;

  OutputSink(FileCalls& calls, int file, int patience_ms = kPatienceMs)
      : calls_(calls), file_(file), patience_ms_(patience_ms) {}

  absl::StatusOr<std::string> Prepare(const ChainHead& head) override;
  bool Fits(size_t bytes) const override;
  absl::StatusOr<std::string> Rotate() override;
  absl::Status Write(absl::string_view lines) override;
  absl::Status Sync() override;
  void CutBack() override;

 private:
  FileCalls& calls_;
  const int file_;
  const int patience_ms_;
  bool torn_ = false;  // the last write may have left a part of a line
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_OUTPUT_SINK_H_
