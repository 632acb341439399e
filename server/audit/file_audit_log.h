// FileAuditLog: the audit log in a file, or on standard output.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_AUDIT_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_AUDIT_LOG_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/audit/audit_log.h"
#include "server/audit/audit_log_event.h"
#include "server/audit/chain.h"
#include "server/audit/file_calls.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Where the audit log goes: `-` for standard output; empty: nowhere. `state_dir` may be empty.
std::string AuditPath(const smartcar::gateway::config::v1::AuditConfig& config,
                      absl::string_view state_dir);

// OK if the log could be written there now. INVALID_ARGUMENT says what to do.
absl::Status CheckAuditPath(const std::string& path, absl::string_view state_dir);

// A queue in front of an AuditWriter, which runs on the executor: everything that is waiting is
// written together and costs one sync. A queue that is full, because the disk hangs, counts as a
// failure to write. Denials beyond DenialLimit are only counted.
//
// Borrows clock, executor and calls. The executor is one that may wait for the disk; callbacks and
// events come from it, and from Close(). Thread-safe.
class FileAuditLog final : public AuditLog {
 public:
  using OnEvent = std::function<void(const AuditLogEvent&)>;
  static constexpr size_t kMaxWaiting = 20'000;

  // `config` is complete; `path` is that of AuditPath(), and not empty. Goes on with the chain that
  // is there. FAILED_PRECONDITION: another gateway writes this file; INVALID_ARGUMENT: it cannot be
  // used. The messages say what to do.
  static absl::StatusOr<std::unique_ptr<FileAuditLog>> Open(
      const smartcar::gateway::config::v1::AuditConfig& config, const std::string& path,
      const Clock& clock, Executor& executor, OnEvent on_event,
      FileCalls& calls = SystemFileCalls());
  // As Close().
  ~FileAuditLog() override;

  void Append(smartcar::gateway::audit::v1::AuditRecord record, Done done) override;

  // Writes and syncs what is waiting, and waits for that. What is appended later fails. Must not
  // run in a callback.
  void Close();

  // The last line that was written.
  ChainHead Head() const;

 private:
  struct State;
  static void WriteWaiting(State& state);
  static void SyncLater(const std::shared_ptr<State>& state);

  explicit FileAuditLog(std::shared_ptr<State> state) : state_(std::move(state)) {}

  const std::shared_ptr<State> state_;  // shared with tasks that wait
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_AUDIT_LOG_H_
