// The simulator's clock: real time that can be pushed forward, or a hand-driven instant.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_

#include "absl/time/time.h"

namespace smartcar_simulator {

// Every time the simulator shows or compares comes from here (delays do not: see timers.h).
// `kManual` stands still at ManualStart() until Advance(). One thread.
class SimulatedClock {
 public:
  enum class Mode { kReal, kManual };

  explicit SimulatedClock(Mode mode) : mode_(mode) {}

  static absl::Time ManualStart();  // 2026-09-01T12:00:00Z

  absl::Time Now() const;
  void Advance(absl::Duration by) { offset_ += by; }
  void Reset() { offset_ = absl::ZeroDuration(); }
  Mode mode() const { return mode_; }

 private:
  const Mode mode_;
  absl::Duration offset_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_
