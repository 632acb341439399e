// CallGate: lets a destructor wait for calls that are under way.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_CALL_GATE_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_CALL_GATE_H_

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Asynchronous work that may outlive its owner holds a Pass while it uses what the owner borrows.
// The owner closes the gate before that may go away. Thread-safe; shared by owner and work.
class CallGate {
 public:
  class Pass {
   public:
    explicit Pass(std::shared_ptr<CallGate> gate) : gate_(std::move(gate)), open_(gate_->Enter()) {}
    ~Pass() {
      if (open_) gate_->Leave();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    // False: the gate is closed, and nothing borrowed may be touched.
    bool open() const { return open_; }

   private:
    const std::shared_ptr<CallGate> gate_;
    const bool open_;
  };

  // Nobody passes any more; waits for those inside. Must not be called with a Pass held.
  void Close() {
    MutexLock lock(&mutex_);
    closed_ = true;
    while (inside_ > 0) all_left_.Wait(&mutex_);
  }

 private:
  bool Enter() {
    MutexLock lock(&mutex_);
    if (closed_) return false;
    ++inside_;
    return true;
  }
  void Leave() {
    MutexLock lock(&mutex_);
    if (--inside_ == 0) all_left_.SignalAll();
  }

  Mutex mutex_;
  CondVar all_left_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  int inside_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_CALL_GATE_H_
