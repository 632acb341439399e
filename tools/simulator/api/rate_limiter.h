// Smartcar's application bucket: a burst of 120 requests, refilled at 2 per minute.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_RATE_LIMITER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_RATE_LIMITER_H_

#include <algorithm>

#include "absl/time/time.h"

namespace smartcar_simulator {

// Full at the start. One thread.
class RateLimiter {
 public:
  static constexpr double kBurst = 120;
  static constexpr double kPerMinute = 2;

  // Takes one request out of the bucket; false when it is empty.
  bool Take(absl::Time now) {
    if (last_ != absl::InfinitePast()) {
      level_ = std::min(kBurst, level_ + absl::ToDoubleMinutes(now - last_) * kPerMinute);
    }
    last_ = now;
    if (level_ < 1) return false;
    level_ -= 1;
    return true;
  }

  // Until one request fits again.
  absl::Duration Wait() const { return absl::Minutes(std::max(0.0, 1 - level_) / kPerMinute); }

 private:
  double level_ = kBurst;
  absl::Time last_ = absl::InfinitePast();
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_RATE_LIMITER_H_
