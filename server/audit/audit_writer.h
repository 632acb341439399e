// AuditWriter: numbers and chains records, and answers for what could not be written.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_WRITER_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_WRITER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/audit/audit_log_event.h"
#include "server/audit/audit_sink.h"
#include "server/audit/chain.h"
#include "server/audit/lost_records.h"
#include "server/base/clock.h"
#include "smartcar/gateway/audit/v1/audit_record.pb.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// What is written together, with one sync.
struct AuditBatch {
  std::vector<smartcar::gateway::audit::v1::AuditRecord> records;  // bounded
  uint64_t denials_left_out = 0;
  LostRecords lost;  // that never came to be in a batch
};

// Says of the start of a command, which goes on, that it is not recorded.
AuditLogEvent NotRecorded(const smartcar::gateway::audit::v1::AuditRecord& record);

// Owns the sink, borrows the clock. A line is part of the chain once it is as safe as configured; a
// failure takes the chain back to the last such line, so that the next one follows it. What is
// lost meanwhile is counted, and the first line that can be written says so. Not thread-safe;
// blocks on the disk.
class AuditWriter {
 public:
  using OnEvent = std::function<void(const AuditLogEvent&)>;
  using Sync = smartcar::gateway::config::v1::AuditSync;
  using OnFailure = smartcar::gateway::config::v1::AuditFailure;

  struct Options {
    Sync sync = smartcar::gateway::config::v1::AUDIT_SYNC_EVERY_RECORD;
    OnFailure on_failure = smartcar::gateway::config::v1::AUDIT_FAILURE_REFUSE_COMMANDS;
  };

  // Goes on after `head`. `repaired` is recorded with the first batch, if it is not empty.
  AuditWriter(const Options& options, std::unique_ptr<AuditSink> sink, ChainHead head,
              std::string repaired, const Clock& clock, OnEvent on_event);

  // For each record what AuditLog::Done is to be told.
  std::vector<absl::StatusOr<uint64_t>> Write(AuditBatch batch);
  // Syncs what is not yet on the disk.
  void SyncNow();

  const ChainHead& head() const { return head_; }

 private:
  using AuditRecord = smartcar::gateway::audit::v1::AuditRecord;

  // How far a batch has come.
  struct Progress {
    ChainHead head;
    size_t records = 0;
  };

  absl::Status Prepare(const ChainHead& head);
  std::vector<AuditRecord> News() const;
  absl::Status WriteRecords(std::vector<AuditRecord>& records, Progress& safe);
  absl::Status MakeSafe(Progress& written, Progress& safe);
  bool Rotate(const ChainHead& head);
  void Tell(AuditLogEvent::Kind kind, std::string text) const;
  void TellFailure(const absl::Status& status);
  void TellUnsynced(const absl::Status& status);
  std::vector<absl::StatusOr<uint64_t>> Outcomes(const AuditBatch& batch, uint64_t first,
                                                 size_t written, const absl::Status& failure);

  const Options options_;
  const std::unique_ptr<AuditSink> sink_;
  const Clock& clock_;
  const OnEvent on_event_;
  ChainHead head_;
  std::vector<std::string> repaired_;  // not yet recorded, nor the next two
  LostRecords lost_;
  uint64_t denials_left_out_ = 0;
  bool failing_ = false;  // and somebody was told
  absl::Time told_failure_ = absl::InfinitePast();
  absl::Time told_unsynced_ = absl::InfinitePast();
  absl::Time told_rotation_ = absl::InfinitePast();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_AUDIT_WRITER_H_
