// Clock: the only way to learn the time.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_CLOCK_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace smartcar_gateway {

// Injected wherever time matters, so that tests drive it. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time; may jump when the system's clock is set.
  virtual absl::Time Now() const = 0;
};

// The system's clock. Lives for ever.
const Clock& RealClock();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_CLOCK_H_
