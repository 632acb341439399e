// CallsInFlight: how many RPCs are being served, and waiting for the last of them.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_CALLS_IN_FLIGHT_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_CALLS_IN_FLIGHT_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Every reactor holds a Guard from its making to its end, when its answer is on the wire. Health
// watches and reflection streams do not count: they never end by themselves. Thread-safe.
class CallsInFlight {
 public:
  class Guard {
   public:
    explicit Guard(CallsInFlight* calls) : calls_(calls) { calls_->Enter(); }
    ~Guard() { calls_->Leave(); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    CallsInFlight* const calls_;
  };

  // True when there is none; false when `timeout` passed first.
  bool WaitUntilNone(const Clock& clock, absl::Duration timeout) {
    const absl::Time end = clock.Now() + timeout;
    MutexLock lock(&mutex_);
    while (count_ > 0) {
      const absl::Duration left = end - clock.Now();
      if (left <= absl::ZeroDuration()) return false;
      changed_.WaitWithTimeout(&mutex_, left);
    }
    return true;
  }

 private:
  void Enter() {
    MutexLock lock(&mutex_);
    ++count_;
  }
  void Leave() {
    MutexLock lock(&mutex_);
    if (--count_ == 0) changed_.SignalAll();
  }

  Mutex mutex_;
  CondVar changed_;
  size_t count_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_CALLS_IN_FLIGHT_H_
