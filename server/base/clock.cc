// The system's clock.
#include "server/base/clock.h"

#include "absl/time/clock.h"

namespace smartcar_gateway {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

const Clock& RealClock() {
  static const SystemClock* const clock = new SystemClock();
  return *clock;
}

}  // namespace smartcar_gateway
