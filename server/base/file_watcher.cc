// Implementation of FileWatcher.
#include "server/base/file_watcher.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <tuple>
#include <utility>

#include "server/base/call_gate.h"

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

std::vector<Stamp> StampsOf(const std::vector<std::string>& paths) {
  std::vector<Stamp> stamps;
  for (const std::string& path : paths) stamps.push_back(StampOf(path));
  return stamps;
}

}  // namespace

struct FileWatcher::State {
  void Look();

  const std::vector<std::string> paths;
  Executor& executor;
  const OnChange on_change;
  const std::shared_ptr<CallGate> gate = std::make_shared<CallGate>();
  // Used by one task after the other.
  std::vector<Stamp> known = {};   // of what the listener is done with
  std::vector<Stamp> latest = {};  // at the last look
};

void FileWatcher::State::Look() {
  const std::vector<Stamp> before = std::exchange(latest, StampsOf(paths));
  if (latest == known || latest != before) return;
  if (on_change()) known = latest;
}

FileWatcher::FileWatcher(std::vector<std::string> paths, Executor& executor, OnChange on_change)
    : state_(std::make_shared<State>(State{std::move(paths), executor, std::move(on_change)})) {
  state_->known = StampsOf(state_->paths);
  state_->latest = state_->known;
  LookLater(state_);
}

FileWatcher::~FileWatcher() { state_->gate->Close(); }

void FileWatcher::LookLater(std::shared_ptr<State> state) {
  Executor& executor = state->executor;
  executor.RunAfter(kInterval, [state = std::move(state)]() mutable {
    const CallGate::Pass pass(state->gate);
    if (!pass.open()) return;
    state->Look();
    LookLater(std::move(state));
  });
}

}  // namespace smartcar_gateway
