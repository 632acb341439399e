// Implementation of SecretWatcher.
#include "server/token/secret_watcher.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <tuple>
#include <utility>

#include "server/token/call_gate.h"

namespace smartcar_gateway {
namespace {

// Differs whenever the file is another one or has been written; change time too, for permissions.
using Stamp = std::tuple<int, uint64_t, uint64_t, int64_t, int64_t, int64_t, int64_t, int64_t>;

Stamp StampOf(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return Stamp(errno, 0, 0, 0, 0, 0, 0, 0);
  return Stamp(0, info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
               info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

}  // namespace

struct SecretWatcher::State {
  void Look();

  const std::string path;
  CredentialSource& credentials;
  Executor& executor;
  const OnChange on_change;
  const std::shared_ptr<CallGate> gate = std::make_shared<CallGate>();
  // Used by one task after the other.
  Stamp known = {};   // when the credentials were read last
  Stamp latest = {};  // at the last look
};

void SecretWatcher::State::Look() {
  const Stamp before = std::exchange(latest, StampOf(path));
  if (latest == known || latest != before) return;
  absl::StatusOr<Credentials> read = credentials.Get();
  if (read.ok()) known = latest;
  on_change(std::move(read));
}

SecretWatcher::SecretWatcher(std::string path, CredentialSource& credentials, Executor& executor,
                             OnChange on_change)
    : state_(std::make_shared<State>(
          State{std::move(path), credentials, executor, std::move(on_change)})) {
  state_->known = StampOf(state_->path);
  state_->latest = state_->known;
  LookLater(state_);
}

SecretWatcher::~SecretWatcher() { state_->gate->Close(); }

void SecretWatcher::LookLater(std::shared_ptr<State> state) {
  Executor& executor = state->executor;
  executor.RunAfter(kInterval, [state = std::move(state)]() mutable {
    const CallGate::Pass pass(state->gate);
    if (!pass.open()) return;
    state->Look();
    LookLater(std::move(state));
  });
}

}  // namespace smartcar_gateway
