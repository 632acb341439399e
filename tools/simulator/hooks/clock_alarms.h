// Callbacks at times of the simulated clock.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_CLOCK_ALARMS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_CLOCK_ALARMS_H_

#include <cstdint>
#include <functional>
#include <map>

#include "absl/time/time.h"
#include "tools/simulator/clock.h"
#include "tools/simulator/timers.h"

namespace smartcar_simulator {

// Unlike Timers, follows a clock that is fast, or driven by hand. One thread; `clock` and `timers`
// outlive it, and timers that have not fired when it goes must never fire.
class ClockAlarms {
 public:
  ClockAlarms(const SimulatedClock* clock, Timers* timers) : clock_(*clock), timers_(*timers) {}

  void At(absl::Time when, std::function<void()> callback);

  // The clock was advanced: runs what is due, in the order of its times.
  void RunDue();

  void Clear();

 private:
  void Arm();

  const SimulatedClock& clock_;
  Timers& timers_;
  std::multimap<absl::Time, std::function<void()>> alarms_;
  absl::Time armed_ = absl::InfiniteFuture();  // the alarm that the last timer is for
  uint64_t timer_ = 0;                         // the number of that timer; others do nothing
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_CLOCK_ALARMS_H_
