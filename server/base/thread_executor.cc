// Implementation of ThreadExecutor.
#include "server/base/thread_executor.h"

#include <algorithm>

namespace smartcar_gateway {
namespace {

// Far enough to mean "not in this process's life", near enough not to overflow the clock.
constexpr absl::Duration kLongestDelay = absl::Hours(24 * 365);

}  // namespace

ThreadExecutor::ThreadExecutor() : thread_([this] { Loop(); }) {}

ThreadExecutor::~ThreadExecutor() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  thread_.join();
}

Executor::TaskId ThreadExecutor::RunAfter(absl::Duration delay, Task task) {
  const absl::Duration bounded = std::min(std::max(delay, absl::ZeroDuration()), kLongestDelay);
  const MonotonicTime due = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(bounded);
  MutexLock lock(&mutex_);
  const uint64_t id = next_id_++;
  const auto inserted = tasks_.emplace(Key(due, id), std::move(task)).first;
  due_.emplace(id, due);
  if (inserted == tasks_.begin()) changed_.SignalAll();
  return static_cast<TaskId>(id);
}

bool ThreadExecutor::Cancel(TaskId id) {
  Task dropped;  // destroyed after the lock is released: its captures may do anything
  MutexLock lock(&mutex_);
  const auto due = due_.find(static_cast<uint64_t>(id));
  if (due == due_.end()) return false;
  const auto task = tasks_.find(Key(due->second, due->first));
  dropped = std::move(task->second);
  tasks_.erase(task);
  due_.erase(due);
  return true;
}

void ThreadExecutor::Loop() {
  mutex_.Lock();
  while (!stopping_) {
    if (tasks_.empty()) {
      changed_.Wait(&mutex_);
      continue;
    }
    const auto first = tasks_.begin();
    const MonotonicTime now = std::chrono::steady_clock::now();
    if (first->first.first > now) {
      changed_.WaitWithTimeout(&mutex_, absl::FromChrono(first->first.first - now));
      continue;
    }
    Task task = std::move(first->second);
    due_.erase(first->first.second);
    tasks_.erase(first);
    mutex_.Unlock();
    std::move(task)();
    task = nullptr;
    mutex_.Lock();
  }
  mutex_.Unlock();
}

}  // namespace smartcar_gateway
