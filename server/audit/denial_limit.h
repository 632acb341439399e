// DenialLimit: how many denials are recorded.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_

#include <algorithm>

#include "absl/time/time.h"

namespace smartcar_gateway {

// Anybody who reaches the port can cause denials, so recording all of them would let a stranger
// fill the disk, or rotate the evidence away: at most 1000 at once and 100 a second after that, 60
// MB an hour or so. The rest is counted in the next line. Not thread-safe.
class DenialLimit {
 public:
  static constexpr double kBurst = 1000;
  static constexpr double kPerSecond = 100;

  // Whether a denial is to be recorded.
  bool Admit(absl::Time now) {
    // A clock that is set back refills nothing, one that is set forward a burst at most.
    const double passed = std::max(0.0, absl::ToDoubleSeconds(now - last_));
    tokens_ = std::min(kBurst, tokens_ + passed * kPerSecond);
    last_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
  }

 private:
  double tokens_ = kBurst;
  absl::Time last_ = absl::InfiniteFuture();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_
