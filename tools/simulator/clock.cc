// The only file of the simulator that reads the real clock.
#include "tools/simulator/clock.h"

#include "absl/time/clock.h"

namespace smartcar_simulator {

absl::Time SimulatedClock::ManualStart() {
  return absl::FromCivil(absl::CivilSecond(2026, 9, 1, 12, 0, 0), absl::UTCTimeZone());
}

absl::Time SimulatedClock::Now() const {
  return (mode_ == Mode::kManual ? ManualStart() : absl::Now()) + offset_;
}

}  // namespace smartcar_simulator
