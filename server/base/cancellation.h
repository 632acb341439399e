// Cancellation: how a caller's cancel reaches the work done for it.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_CANCELLATION_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_CANCELLATION_H_

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Shared by the one who may cancel and the layer that works for it at the moment. A layer that
// starts abortable work sets a hook; the layer below replaces it with its own. A hook only asks:
// the work still ends by its own callback, exactly once. Thread-safe; hooks run unlocked and may
// run after the work has ended, which they must bear.
class Cancellation {
 public:
  using Hook = absl::AnyInvocable<void() &&>;

  // Runs the hook, if one is set. Later calls do nothing.
  void Cancel() {
    Hook hook;
    {
      MutexLock lock(&mutex_);
      if (cancelled_) return;
      cancelled_ = true;
      hook = std::move(hook_);
      hook_ = nullptr;
    }
    if (hook) std::move(hook)();
  }

  // Replaces the hook. Runs it at once if Cancel() was called before.
  void SetHook(Hook hook) {
    bool run_now = false;
    {
      MutexLock lock(&mutex_);
      run_now = cancelled_;
      if (!run_now) std::swap(hook_, hook);  // the old hook is destroyed unlocked
    }
    if (run_now && hook) std::move(hook)();
  }

  bool cancelled() const {
    MutexLock lock(&mutex_);
    return cancelled_;
  }

 private:
  mutable Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  Hook hook_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_CANCELLATION_H_
