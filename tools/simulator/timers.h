// Delays, as an interface so that tests can fire them by hand.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TIMERS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TIMERS_H_

#include <functional>

#include "absl/time/time.h"

namespace smartcar_simulator {

// Runs callbacks later, on the simulator's one thread. Delays are real time even when the
// simulated clock is driven by hand: a slow reply is slow for the client that waits for it.
class Timers {
 public:
  virtual ~Timers() = default;
  virtual void After(absl::Duration delay, std::function<void()> callback) = 0;

  // Real time since some instant; never goes back.
  virtual absl::Duration Elapsed() const = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_TIMERS_H_
