// Implementation of FileAuditLog.
#include "server/audit/file_audit_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "server/audit/audit_writer.h"
#include "server/audit/denial_limit.h"
#include "server/audit/file_sink.h"
#include "server/audit/output_sink.h"
#include "server/audit/record_line.h"
#include "server/base/call_gate.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
namespace config = ::smartcar::gateway::config::v1;

constexpr char kStandardOutput[] = "-";
constexpr absl::Duration kTellAfter = absl::Minutes(1);

}  // namespace

struct FileAuditLog::State {
  State(const AuditWriter::Options& writer_options, std::unique_ptr<AuditSink> sink,
        const ChainHead& found, std::string repaired, const Clock& borrowed_clock,
        Executor& borrowed_executor, const OnEvent& listener)
      : clock(borrowed_clock),
        executor(borrowed_executor),
        on_event(listener),
        options(writer_options),
        writer(options, std::move(sink), found, std::move(repaired), clock, listener),
        head(found) {}

  const Clock& clock;
  Executor& executor;
  const OnEvent on_event;
  const AuditWriter::Options options;
  const std::shared_ptr<CallGate> gate = std::make_shared<CallGate>();
  // Used by one task at a time, and by Close() when no task passes the gate any more.
  AuditWriter writer;
  bool sync_waits = false;  // likewise

  Mutex mutex;
  AuditBatch waiting ABSL_GUARDED_BY(mutex);
  std::vector<Done> waiting_done ABSL_GUARDED_BY(mutex);
  bool write_waits ABSL_GUARDED_BY(mutex) = false;
  bool closed ABSL_GUARDED_BY(mutex) = false;
  // Strangers must not use up what is for callers who are known.
  DenialLimit denials_of_strangers ABSL_GUARDED_BY(mutex);
  DenialLimit denials_of_known ABSL_GUARDED_BY(mutex);
  absl::Time told_denials ABSL_GUARDED_BY(mutex) = absl::InfinitePast();
  ChainHead head ABSL_GUARDED_BY(mutex);
};

absl::Status CheckAuditPath(const std::string& path, absl::string_view state_dir) {
  if (path.empty() || path == kStandardOutput) return absl::OkStatus();
  const std::string folder(absl::string_view(path).substr(0, path.find_last_of('/') + 1));
  // Which is made if it does not exist.
  if (!state_dir.empty() && absl::StripSuffix(folder, "/") == absl::StripSuffix(state_dir, "/")) {
    return absl::OkStatus();
  }
  struct stat info {};
  const bool exists = lstat(path.c_str(), &info) == 0;
  const bool usable = exists ? S_ISREG(info.st_mode) && access(path.c_str(), R_OK | W_OK) == 0
                             : access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0;
  if (usable) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("audit.file: ", path, " cannot be written",
                   "; name a file in a folder that the gateway's user can write"));
}

std::string AuditPath(const config::AuditConfig& config, absl::string_view state_dir) {
  if (!config.file().empty()) return config.file();
  return state_dir.empty() ? "" : absl::StrCat(state_dir, "/audit.jsonl");
}

absl::StatusOr<std::unique_ptr<FileAuditLog>> FileAuditLog::Open(
    const config::AuditConfig& config, const std::string& path, const Clock& clock,
    Executor& executor, OnEvent on_event, FileCalls& calls) {
  std::unique_ptr<AuditSink> sink;
  ChainHead head;
  std::string repaired;
  if (path == kStandardOutput) {
    sink = std::make_unique<OutputSink>(calls, STDOUT_FILENO);
  } else {
    auto opened = FileSink::Open({path, config.max_file_bytes(), config.max_files()}, clock, calls);
    if (!opened.ok()) return opened.status();
    head = (*opened)->found().head.value_or(ChainHead());
    repaired = (*opened)->found().repaired;
    sink = *std::move(opened);
  }
  const AuditWriter::Options options{config.sync(), config.on_failure()};
  auto state = std::make_shared<State>(options, std::move(sink), head, std::move(repaired), clock,
                                       executor, on_event);
  return std::unique_ptr<FileAuditLog>(new FileAuditLog(std::move(state)));
}

FileAuditLog::~FileAuditLog() { Close(); }

void FileAuditLog::Append(audit::AuditRecord record, Done done) {
  BoundRecord(record);
  const absl::Time now = state_->clock.Now();
  absl::StatusOr<uint64_t> refused = uint64_t{0};
  bool too_many_denials = false;
  bool unrecorded = false;
  {
    MutexLock lock(&state_->mutex);
    AuditBatch& waiting = state_->waiting;
    const bool denied = record.event() == audit::AUDIT_EVENT_DENIED;
    DenialLimit& denials =
        record.caller() == kStranger ? state_->denials_of_strangers : state_->denials_of_known;
    if (state_->closed) {
      refused = absl::UnavailableError("the audit log is closed: the gateway stops");
    } else if (denied && (waiting.records.size() >= kMaxWaiting ||
                          !denials.Admit(now, record.ByteSizeLong()))) {
      ++waiting.denials_left_out;
      too_many_denials = now >= state_->told_denials + kTellAfter || now < state_->told_denials;
      if (too_many_denials) state_->told_denials = now;
    } else if (waiting.records.size() >= kMaxWaiting) {
      waiting.lost.Add(record.event(), now, "the disk does not keep up");
      if (state_->options.on_failure == config::AUDIT_FAILURE_REFUSE_COMMANDS) {
        refused = absl::UnavailableError("the audit log cannot be written");
      }
      unrecorded = refused.ok() && record.event() == audit::AUDIT_EVENT_COMMAND_STARTED;
    } else {
      waiting.records.push_back(std::move(record));
      state_->waiting_done.push_back(std::move(done));
      if (std::exchange(state_->write_waits, true)) return;
      state_->executor.RunAfter(absl::ZeroDuration(), [state = state_] {
        const CallGate::Pass pass(state->gate);
        if (!pass.open()) return;
        WriteWaiting(*state);
        SyncLater(state);
      });
      return;
    }
  }
  if (too_many_denials) {
    state_->on_event({AuditLogEvent::Kind::kDenialsLeftOut,
                      "too many denials to record them all; the next line says how many"});
  }
  if (unrecorded) state_->on_event(NotRecorded(record));
  if (done != nullptr) std::move(done)(std::move(refused));
}

void FileAuditLog::Close() {
  {
    MutexLock lock(&state_->mutex);
    if (std::exchange(state_->closed, true)) return;
  }
  state_->gate->Close();
  WriteWaiting(*state_);
  if (state_->options.sync != config::AUDIT_SYNC_NEVER) state_->writer.SyncNow();
}

ChainHead FileAuditLog::Head() const {
  MutexLock lock(&state_->mutex);
  return state_->head;
}

void FileAuditLog::WriteWaiting(State& state) {
  AuditBatch batch;
  std::vector<Done> done;
  {
    MutexLock lock(&state.mutex);
    state.write_waits = false;
    std::swap(batch, state.waiting);
    std::swap(done, state.waiting_done);
  }
  std::vector<absl::StatusOr<uint64_t>> outcomes = state.writer.Write(std::move(batch));
  {
    MutexLock lock(&state.mutex);
    state.head = state.writer.head();
  }
  for (size_t i = 0; i < done.size(); ++i) {
    if (done[i] != nullptr) std::move(done[i])(std::move(outcomes[i]));
    done[i] = nullptr;
  }
}

void FileAuditLog::SyncLater(const std::shared_ptr<State>& state) {
  if (state->options.sync != config::AUDIT_SYNC_EVERY_SECOND) return;
  if (std::exchange(state->sync_waits, true)) return;
  state->executor.RunAfter(absl::Seconds(1), [state] {
    const CallGate::Pass pass(state->gate);
    if (!pass.open()) return;
    state->sync_waits = false;
    state->writer.SyncNow();
  });
}

}  // namespace smartcar_gateway
