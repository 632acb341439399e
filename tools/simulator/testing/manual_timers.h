// Timers that fire when a test says that time has passed.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_MANUAL_TIMERS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_MANUAL_TIMERS_H_

#include <functional>
#include <map>
#include <utility>

#include "absl/time/time.h"
#include "tools/simulator/timers.h"

namespace smartcar_simulator {

class ManualTimers : public Timers {
 public:
  void After(absl::Duration delay, std::function<void()> callback) override {
    pending_.emplace(elapsed_ + delay, std::move(callback));
  }

  // Runs what is due within `by`, in order, including what is added meanwhile.
  void Advance(absl::Duration by) {
    const absl::Duration until = elapsed_ + by;
    while (!pending_.empty() && pending_.begin()->first <= until) {
      elapsed_ = pending_.begin()->first;
      std::function<void()> callback = std::move(pending_.begin()->second);
      pending_.erase(pending_.begin());
      callback();
    }
    elapsed_ = until;
  }

  absl::Duration Elapsed() const override { return elapsed_; }

  size_t pending() const { return pending_.size(); }

 private:
  absl::Duration elapsed_;
  std::multimap<absl::Duration, std::function<void()>> pending_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TESTING_MANUAL_TIMERS_H_
