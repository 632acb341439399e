// Implementation of AuditWriter.
#include "server/audit/audit_writer.h"

#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "server/audit/record_line.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
namespace config = ::smartcar::gateway::config::v1;

// Bounds the memory of a batch, not what is synced at once.
constexpr size_t kMaxChunkBytes = 1 << 20;
constexpr absl::Duration kRepeatAfter = absl::Minutes(1);

bool MinutePassed(absl::Time now, absl::Time& told) {
  if (now < told + kRepeatAfter && now >= told) return false;
  told = now;
  return true;
}

}  // namespace

AuditLogEvent NotRecorded(const audit::AuditRecord& record) {
  return {AuditLogEvent::Kind::kNotRecorded,
          absl::StrCat("a command is carried out without being recorded: ", record.method(),
                       " for ", absl::Utf8SafeCEscape(record.caller()), ", request_id ",
                       absl::Utf8SafeCEscape(record.request_id()))};
}

AuditWriter::AuditWriter(const Options& options, std::unique_ptr<AuditSink> sink, ChainHead head,
                         std::string repaired, const Clock& clock, OnEvent on_event)
    : options_(options),
      sink_(std::move(sink)),
      clock_(clock),
      on_event_(std::move(on_event)),
      head_(std::move(head)) {
  if (repaired.empty()) return;
  Tell(AuditLogEvent::Kind::kRepaired, repaired);
  repaired_.push_back(std::move(repaired));
}

std::vector<absl::StatusOr<uint64_t>> AuditWriter::Write(AuditBatch batch) {
  denials_left_out_ += batch.denials_left_out;
  lost_.Add(batch.lost);
  const absl::Status prepared = Prepare(head_);
  std::vector<AuditRecord> records = News();
  const size_t news = records.size();
  const size_t repaired = repaired_.size();
  std::move(batch.records.begin(), batch.records.end(), std::back_inserter(records));
  if (records.empty()) return {};
  records.front().set_denials_left_out(denials_left_out_);
  Progress safe{head_, 0};
  const absl::Status failure = prepared.ok() ? WriteRecords(records, safe) : prepared;
  std::move(records.begin() + static_cast<std::ptrdiff_t>(news), records.end(),
            batch.records.begin());

  const uint64_t first = head_.sequence + news + 1;
  head_ = safe.head;
  if (safe.records > 0) denials_left_out_ = 0;
  if (safe.records >= news) {
    repaired_.erase(repaired_.begin(), repaired_.begin() + static_cast<std::ptrdiff_t>(repaired));
    lost_ = LostRecords();
  }
  if (failure.ok() && failing_) {
    failing_ = false;
    Tell(AuditLogEvent::Kind::kWorkingAgain, "it can be written again");
  }
  if (!failure.ok()) TellFailure(failure);
  return Outcomes(batch, first, safe.records < news ? 0 : safe.records - news, failure);
}

void AuditWriter::SyncNow() {
  const absl::Status synced = sink_->Sync();
  // What was written stays: its callers have long been told.
  if (!synced.ok()) TellUnsynced(synced);
}

absl::Status AuditWriter::Prepare(const ChainHead& head) {
  absl::StatusOr<std::string> prepared = sink_->Prepare(head);
  if (!prepared.ok()) return prepared.status();
  if (!prepared->empty()) {
    Tell(AuditLogEvent::Kind::kRepaired, *prepared);
    repaired_.push_back(*std::move(prepared));
  }
  return absl::OkStatus();
}

// What the log itself has to say, before anything else.
std::vector<AuditWriter::AuditRecord> AuditWriter::News() const {
  std::vector<AuditRecord> news;
  for (const std::string& repaired : repaired_) {
    news.emplace_back();
    news.back().set_event(audit::AUDIT_EVENT_LOG_REPAIRED);
    news.back().set_detail(repaired);
  }
  if (!lost_.empty()) {
    news.emplace_back();
    news.back().set_event(audit::AUDIT_EVENT_RECORDS_LOST);
    news.back().set_detail(lost_.Text());
  }
  for (AuditRecord& record : news) BoundRecord(record);
  return news;
}

// `safe` is how far it came, also with an error.
absl::Status AuditWriter::WriteRecords(std::vector<AuditRecord>& records, Progress& safe) {
  const auto now =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(clock_.Now()));
  Progress written = safe;   // by the sink
  Progress numbered = safe;  // up to the end of `chunk`
  std::string chunk;
  absl::Status status;
  const auto write_chunk = [&] {
    if (chunk.empty()) return absl::OkStatus();
    const absl::Status done = sink_->Write(chunk);
    chunk.clear();
    if (done.ok()) written = numbered;
    return done;
  };
  bool may_rotate = true;
  for (AuditRecord& record : records) {
    record.set_sequence(numbered.head.sequence + 1);
    record.set_previous_hash(numbered.head.hash);
    *record.mutable_time() = now;
    const std::string line = RecordLine(record);
    if (!sink_->Fits(chunk.size() + line.size() + 1) && may_rotate) {
      status = write_chunk();
      if (status.ok() && !sink_->Fits(line.size() + 1)) {
        status = MakeSafe(written, safe);
        // A file that could not be put aside goes on being used for this batch.
        may_rotate = status.ok() && Rotate(written.head);
        if (status.ok()) status = Prepare(written.head);
      }
    } else if (chunk.size() + line.size() > kMaxChunkBytes) {
      status = write_chunk();
    }
    if (!status.ok()) break;
    absl::StrAppend(&chunk, line, "\n");
    numbered = {{numbered.head.sequence + 1, LineHash(line)}, numbered.records + 1};
  }
  if (status.ok()) status = write_chunk();
  if (written.records == safe.records) return status;
  if (options_.sync != config::AUDIT_SYNC_EVERY_RECORD) {
    safe = written;
    return status;
  }
  const absl::Status made_safe = MakeSafe(written, safe);
  return status.ok() ? made_safe : status;
}

absl::Status AuditWriter::MakeSafe(Progress& written, Progress& safe) {
  const absl::Status synced = sink_->Sync();
  // After a failed sync the system may hold bytes for written that are not, and a second one would
  // succeed. So they are written again.
  if (!synced.ok() && options_.sync == config::AUDIT_SYNC_EVERY_RECORD) {
    sink_->CutBack();
    written = safe;
    return synced;
  }
  if (!synced.ok()) TellUnsynced(synced);
  safe = written;
  return absl::OkStatus();
}

bool AuditWriter::Rotate(const ChainHead& head) {
  const absl::StatusOr<std::string> done = sink_->Rotate();
  if (done.ok() && !done->empty()) {
    Tell(AuditLogEvent::Kind::kRotated,
         absl::StrCat(*done, "; head of the chain ", ChainHeadText(head)));
  } else if (!done.ok() && MinutePassed(clock_.Now(), told_rotation_)) {
    Tell(AuditLogEvent::Kind::kCannotRotate,
         absl::StrCat("the full file cannot be put aside and grows: ", done.status().message()));
  }
  return done.ok();
}

void AuditWriter::Tell(AuditLogEvent::Kind kind, std::string text) const {
  on_event_({kind, std::move(text)});
}

void AuditWriter::TellFailure(const absl::Status& status) {
  if (!MinutePassed(clock_.Now(), told_failure_)) return;
  failing_ = true;
  const bool refuse = options_.on_failure == config::AUDIT_FAILURE_REFUSE_COMMANDS;
  Tell(AuditLogEvent::Kind::kFailing,
       absl::StrCat("it cannot be written: ", status.message(),
                    refuse ? "; commands are refused until it can"
                           : "; commands are carried out without being recorded"));
}

void AuditWriter::TellUnsynced(const absl::Status& status) {
  if (!MinutePassed(clock_.Now(), told_unsynced_)) return;
  Tell(AuditLogEvent::Kind::kFailing,
       absl::StrCat("the last lines may not have reached the disk: ", status.message()));
}

std::vector<absl::StatusOr<uint64_t>> AuditWriter::Outcomes(const AuditBatch& batch, uint64_t first,
                                                            size_t written,
                                                            const absl::Status& failure) {
  std::vector<absl::StatusOr<uint64_t>> outcomes;
  outcomes.reserve(batch.records.size());
  for (size_t i = 0; i < batch.records.size(); ++i) {
    const AuditRecord& record = batch.records[i];
    if (i < written) {
      outcomes.emplace_back(first + i);
      continue;
    }
    lost_.Add(record.event(), clock_.Now(), std::string(failure.message()));
    if (options_.on_failure == config::AUDIT_FAILURE_REFUSE_COMMANDS) {
      // For callers, who need not know the path.
      outcomes.emplace_back(absl::UnavailableError("the audit log cannot be written"));
      continue;
    }
    if (record.event() == audit::AUDIT_EVENT_COMMAND_STARTED) on_event_(NotRecorded(record));
    outcomes.emplace_back(uint64_t{0});
  }
  return outcomes;
}

}  // namespace smartcar_gateway
