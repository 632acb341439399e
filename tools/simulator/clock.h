// The simulator's clock: real time that can be pushed forward, or a hand-driven instant.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_

#include "absl/time/time.h"

namespace smartcar_simulator {

// Every time the simulator shows or compares comes from here (delays do not: see timers.h).
// `kReal` runs `speed` times as fast as the real one from the start on; `kManual` stands still at
// ManualStart() until Advance(). One thread.
class SimulatedClock {
 public:
  enum class Mode { kReal, kManual };

  // `speed`: how many seconds of the simulated clock pass in a real one; only for kReal.
  explicit SimulatedClock(Mode mode, double speed = 1);

  static absl::Time ManualStart();  // 2026-09-01T12:00:00Z

  absl::Time Now() const;
  void Advance(absl::Duration by) { offset_ += by; }
  void Reset() { offset_ = absl::ZeroDuration(); }
  Mode mode() const { return mode_; }
  double speed() const { return speed_; }

 private:
  const Mode mode_;
  const double speed_;
  const absl::Time started_;
  absl::Duration offset_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CLOCK_H_
