// Clock and executor that a test drives by hand.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_TESTING_H_

#include <cstdint>
#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// A clock that stands still until told.
class FakeClock final : public Clock {
 public:
  absl::Time Now() const override {
    MutexLock lock(&mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    MutexLock lock(&mutex_);
    now_ += by;
  }
  void Set(absl::Time now) {
    MutexLock lock(&mutex_);
    now_ = now;
  }

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = absl::FromUnixSeconds(1'800'000'000);
};

// Runs tasks on the test's thread, when the test says so. Advancing moves the clock along, task by
// task, so that each task sees the time at which it was due.
class ManualExecutor final : public Executor {
 public:
  explicit ManualExecutor(FakeClock* clock) : clock_(clock) {}

  TaskId RunAfter(absl::Duration delay, Task task) override {
    MutexLock lock(&mutex_);
    const uint64_t id = next_id_++;
    tasks_.emplace(std::make_pair(clock_->Now() + delay, id), std::move(task));
    return static_cast<TaskId>(id);
  }

  bool Cancel(TaskId id) override {
    MutexLock lock(&mutex_);
    for (auto it = tasks_.begin(); it != tasks_.end(); ++it) {
      if (it->first.second == static_cast<uint64_t>(id)) {
        tasks_.erase(it);
        return true;
      }
    }
    return false;
  }

  // Runs everything due now, including what those tasks add for now.
  void RunDue() { AdvanceBy(absl::ZeroDuration()); }

  // Runs the first task that is due now; false if there is none.
  bool RunOne() {
    Task task;
    {
      MutexLock lock(&mutex_);
      const auto first = tasks_.begin();
      if (first == tasks_.end() || first->first.first > clock_->Now()) return false;
      task = std::move(first->second);
      tasks_.erase(first);
    }
    std::move(task)();
    return true;
  }

  // Moves the clock forward and runs what becomes due on the way.
  void AdvanceBy(absl::Duration by) {
    const absl::Time end = clock_->Now() + by;
    for (;;) {
      Task task;
      {
        MutexLock lock(&mutex_);
        const auto first = tasks_.begin();
        if (first == tasks_.end() || first->first.first > end) break;
        if (first->first.first > clock_->Now()) clock_->Set(first->first.first);
        task = std::move(first->second);
        tasks_.erase(first);
      }
      std::move(task)();
    }
    clock_->Set(end);
  }

  // How many tasks wait.
  size_t pending() const {
    MutexLock lock(&mutex_);
    return tasks_.size();
  }

 private:
  FakeClock* const clock_;
  mutable Mutex mutex_;
  uint64_t next_id_ ABSL_GUARDED_BY(mutex_) = 1;
  std::map<std::pair<absl::Time, uint64_t>, Task> tasks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_TESTING_H_
