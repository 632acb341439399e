// QuotaTime: the wall clock without its steps back.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TIME_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TIME_H_

#include "absl/time/time.h"

namespace smartcar_gateway {

// When the wall clock is set back, this one stands still for that moment and goes on: whoever waits
// for a point in time waits no longer for it. Setting the clock forward looks like time that has
// passed, as after a suspend. Not thread-safe.
class QuotaTime {
 public:
  // The time on this clock. To be told every reading of the wall clock.
  absl::Time Now(absl::Time wall) {
    if (wall < last_wall_) lead_ += last_wall_ - wall;
    last_wall_ = wall;
    return wall + lead_;
  }

  // A point in time of the wall clock, as it goes now, on this clock.
  absl::Time At(absl::Time wall) const { return wall + lead_; }

 private:
  absl::Time last_wall_ = absl::InfinitePast();
  absl::Duration lead_ = absl::ZeroDuration();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TIME_H_
