// Alarms of the simulated clock on top of real timers.
#include "tools/simulator/hooks/clock_alarms.h"

#include <algorithm>
#include <utility>

namespace smartcar_simulator {

void ClockAlarms::At(absl::Time when, std::function<void()> callback) {
  alarms_.emplace(when, std::move(callback));
  if (when < armed_) Arm();
}

void ClockAlarms::RunDue() {
  while (!alarms_.empty() && alarms_.begin()->first <= clock_.Now()) {
    const std::function<void()> callback = std::move(alarms_.begin()->second);
    alarms_.erase(alarms_.begin());
    callback();
  }
  // Also where the first is as before: a clock that was advanced reaches it sooner.
  Arm();
}

void ClockAlarms::Clear() {
  alarms_.clear();
  Arm();
}

void ClockAlarms::Arm() {
  const uint64_t timer = ++timer_;
  armed_ = absl::InfiniteFuture();
  // A clock that is driven by hand rings when it is advanced.
  if (clock_.mode() == SimulatedClock::Mode::kManual || alarms_.empty()) return;
  armed_ = alarms_.begin()->first;
  // The millisecond makes up for what the division loses.
  const absl::Duration wait = (armed_ - clock_.Now()) / clock_.speed() + absl::Milliseconds(1);
  timers_.After(std::max(wait, absl::ZeroDuration()), [this, timer] {
    if (timer == timer_) RunDue();
  });
}

}  // namespace smartcar_simulator
