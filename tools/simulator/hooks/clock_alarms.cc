// Alarms of the simulated clock on top of real timers.
#include "tools/simulator/hooks/clock_alarms.h"

#include <algorithm>
#include <utility>

namespace smartcar_simulator {

void ClockAlarms::At(absl::Time when, std::function<void()> callback) {
  alarms_.emplace(when, std::move(callback));
  Arm();
}

void ClockAlarms::RunDue() {
  while (!alarms_.empty() && alarms_.begin()->first <= clock_.Now()) {
    const std::function<void()> callback = std::move(alarms_.begin()->second);
    alarms_.erase(alarms_.begin());
    callback();
  }
  Arm();
}

void ClockAlarms::Arm() {
  // A clock that is driven by hand rings when it is advanced.
  if (clock_.mode() == SimulatedClock::Mode::kManual || alarms_.empty()) return;
  const absl::Time first = alarms_.begin()->first;
  if (first >= armed_) return;
  armed_ = first;
  // The millisecond makes up for what the division loses.
  const absl::Duration wait = (first - clock_.Now()) / clock_.speed() + absl::Milliseconds(1);
  timers_.After(std::max(wait, absl::ZeroDuration()), [this, first] {
    if (armed_ == first) armed_ = absl::InfiniteFuture();
    RunDue();
  });
}

}  // namespace smartcar_simulator
