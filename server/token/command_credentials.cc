// Implementation of CommandCredentials.
#include "server/token/command_credentials.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "server/base/call_gate.h"
#include "server/base/mutex.h"
#include "server/token/secret_lines.h"

namespace smartcar_gateway {
namespace {

absl::Status Problem(const absl::Status& what) {
  return absl::Status(what.code(), absl::StrCat("client_secret_command ", what.message()));
}

}  // namespace

// Shared with the tasks of the executor.
struct CommandCredentials::State : public std::enable_shared_from_this<State> {
  State(std::string id, Run run_it, Executor& runs_on)
      : client_id(std::move(id)), run(std::move(run_it)), executor(runs_on) {}

  absl::StatusOr<Credentials> RunOnce() {
    const absl::StatusOr<Secret> printed = run(stop);
    if (!printed.ok()) return Problem(printed.status());
    absl::StatusOr<Credentials> parsed = ParseSecretLines(client_id, *printed);
    if (parsed.ok()) return parsed;
    return Problem(absl::Status(
        parsed.status().code(),
        absl::StrCat("prints what ", parsed.status().message(),
                     "; it should print one to three secrets, one a line, and nothing else")));
  }

  void Schedule(absl::Duration delay) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    next = executor.RunAfter(delay, [state = shared_from_this()] { state->RunAndTell(); });
  }

  void RunAndTell() {
    const CallGate::Pass pass(gate);
    if (!pass.open()) return;
    {
      MutexLock lock(&mutex);
      next = absl::nullopt;
    }
    absl::StatusOr<Credentials> now_read = RunOnce();
    if (stop.load()) return;
    {
      MutexLock lock(&mutex);
      last = now_read;
    }
    on_run(std::move(now_read));
    MutexLock lock(&mutex);
    Schedule(std::exchange(again, false) ? absl::ZeroDuration() : interval);
  }

  const std::string client_id;
  const Run run;
  Executor& executor;
  const std::shared_ptr<CallGate> gate = std::make_shared<CallGate>();
  std::atomic<bool> stop{false};
  // Set by Watch(), before there is a task that reads them.
  absl::Duration interval;
  OnRun on_run;

  Mutex mutex;
  absl::StatusOr<Credentials> last ABSL_GUARDED_BY(mutex);
  absl::optional<Executor::TaskId> next ABSL_GUARDED_BY(mutex);  // none while one runs
  bool watching ABSL_GUARDED_BY(mutex) = false;
  bool again ABSL_GUARDED_BY(mutex) = false;  // wanted while one runs
};

absl::StatusOr<std::unique_ptr<CommandCredentials>> CommandCredentials::Create(
    std::string client_id, Run run, Executor& executor) {
  const absl::Status id_status = CheckClientId(client_id);
  if (!id_status.ok()) return id_status;
  auto state = std::make_shared<State>(std::move(client_id), std::move(run), executor);
  absl::StatusOr<Credentials> first = state->RunOnce();
  if (!first.ok()) return first.status();
  {
    MutexLock lock(&state->mutex);
    state->last = std::move(first);
  }
  return std::unique_ptr<CommandCredentials>(new CommandCredentials(std::move(state)));
}

CommandCredentials::CommandCredentials(std::shared_ptr<State> state) : state_(std::move(state)) {}

CommandCredentials::~CommandCredentials() { Stop(); }

void CommandCredentials::Stop() {
  state_->stop.store(true);
  state_->gate->Close();
}

absl::StatusOr<Credentials> CommandCredentials::Get() {
  MutexLock lock(&state_->mutex);
  return state_->last;
}

void CommandCredentials::Watch(absl::Duration interval, OnRun on_run) {
  MutexLock lock(&state_->mutex);
  state_->interval = interval;
  state_->on_run = std::move(on_run);
  state_->watching = true;
  state_->Schedule(interval);
}

void CommandCredentials::RunSoon() {
  MutexLock lock(&state_->mutex);
  if (!state_->watching) return;
  // A run under way may have begun before the secret was changed.
  if (!state_->next.has_value() || !state_->executor.Cancel(*state_->next)) {
    state_->again = true;
    return;
  }
  state_->Schedule(absl::ZeroDuration());
}

}  // namespace smartcar_gateway
