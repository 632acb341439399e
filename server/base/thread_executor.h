// ThreadExecutor: an Executor on one thread of its own.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_THREAD_EXECUTOR_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_THREAD_EXECUTOR_H_

#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Owns its thread. The destructor drops tasks that are not yet due and waits for the one running;
// it must not be called from a task. Delays follow the monotonic clock, so setting the system's
// clock neither hurries nor delays a task. Sleeps while nothing is due.
class ThreadExecutor final : public Executor {
 public:
  ThreadExecutor();
  ~ThreadExecutor() override;

  TaskId RunAfter(absl::Duration delay, Task task) override;
  bool Cancel(TaskId id) override;

 private:
  using MonotonicTime = std::chrono::steady_clock::time_point;
  using Key = std::pair<MonotonicTime, uint64_t>;

  void Loop();

  Mutex mutex_;
  CondVar changed_;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<Key, Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::map<uint64_t, MonotonicTime> due_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_THREAD_EXECUTOR_H_
