// DenialLimit: how many denials are recorded.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_

#include <algorithm>
#include <cstddef>

#include "absl/time/time.h"

namespace smartcar_gateway {

// Anybody who reaches the port can cause denials, so recording all of them would let a stranger
// fill the disk, or rotate the evidence away: at most 1000 of the usual size at once and 20 a
// second after that, some 40 MB an hour. The rest is counted in the next line. Not thread-safe.
class DenialLimit {
 public:
  static constexpr double kBurst = 1000;
  static constexpr double kPerSecond = 20;
  // A larger one counts as several.
  static constexpr double kUsualBytes = 512;

  // Whether a denial that takes about so many bytes is to be recorded.
  bool Admit(absl::Time now, size_t bytes) {
    // A clock that is set back refills nothing, one that is set forward a burst at most.
    const double passed = std::max(0.0, absl::ToDoubleSeconds(now - last_));
    tokens_ = std::min(kBurst, tokens_ + passed * kPerSecond);
    last_ = now;
    if (tokens_ < 1) return false;
    tokens_ -= std::max(1.0, static_cast<double>(bytes) / kUsualBytes);
    return true;
  }

 private:
  double tokens_ = kBurst;
  absl::Time last_ = absl::InfiniteFuture();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_DENIAL_LIMIT_H_
