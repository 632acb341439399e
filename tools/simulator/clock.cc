// The only file of the simulator that reads the real clock.
#include "tools/simulator/clock.h"

#include "absl/time/clock.h"

namespace smartcar_simulator {

absl::Time SimulatedClock::ManualStart() {
  return absl::FromCivil(absl::CivilSecond(2026, 9, 1, 12, 0, 0), absl::UTCTimeZone());
}

SimulatedClock::SimulatedClock(Mode mode, double speed)
    : mode_(mode), speed_(speed), started_(absl::Now()) {}

absl::Time SimulatedClock::Now() const {
  if (mode_ == Mode::kManual) return ManualStart() + offset_;
  return started_ + (absl::Now() - started_) * speed_ + offset_;
}

}  // namespace smartcar_simulator
