// Executor: runs short tasks off the caller's thread, now or at a time.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_EXECUTOR_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_EXECUTOR_H_

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

using Task = absl::AnyInvocable<void() &&>;

// Tasks must not block. Implementations are thread-safe; tasks run one at a time, never inside the
// call that schedules them, and those due at the same time run in the order they were given.
class Executor {
 public:
  enum class TaskId : uint64_t {};

  virtual ~Executor() = default;
  virtual TaskId RunAfter(absl::Duration delay, Task task) = 0;
  // True if the task was still waiting and now will never run. False if it ran or is running.
  virtual bool Cancel(TaskId id) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_EXECUTOR_H_
