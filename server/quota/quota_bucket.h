// QuotaBucket: a mirror of Smartcar's bucket of calls.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_BUCKET_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_BUCKET_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// Holds `burst` calls when full, and gains one every minute / `refill_per_minute`. Kept as one
// point in time, so nothing is rounded and nothing has to be done between calls. Times given must
// not go back: see QuotaTime. Not thread-safe.
class QuotaBucket {
 public:
  // Proof of a call taken out, needed to put it back.
  struct Unit {
    uint32_t corrections = 0;
  };

  QuotaBucket(int64_t burst, int64_t refill_per_minute)
      : interval_(absl::Minutes(1) / refill_per_minute), rest_((burst - 1) * interval_) {}

  // Takes one call out; nothing if there is none.
  absl::optional<Unit> Take(absl::Time now) {
    if (now < free_at_) return absl::nullopt;
    free_at_ = std::max(free_at_, now - rest_) + interval_;
    return Unit{corrections_};
  }

  // For a call that was not made after all. Without effect if Smartcar has corrected the bucket
  // since: what was taken before is settled then.
  void PutBack(const Unit& unit) {
    if (unit.corrections == corrections_) free_at_ -= interval_;
  }

  // Smartcar says that there is nothing left. One call fits after `wait`, or where Smartcar names
  // none, after the time in which one is gained. Of several corrections the longest counts.
  void Correct(absl::Time now, absl::optional<absl::Duration> wait) {
    free_at_ = std::max(free_at_, now + wait.value_or(interval_));
    ++corrections_;
  }

  // When one more call could be taken if `ahead` others are taken before it, each as soon as
  // possible. In the past or now: at once.
  absl::Time WhenFree(absl::Time now, size_t ahead) const {
    return std::max(free_at_, now - rest_) + static_cast<int64_t>(ahead) * interval_;
  }

 private:
  const absl::Duration interval_;
  const absl::Duration rest_;  // from the first call there is room for until the bucket is full
  // From here on one call fits; long past: more.
  absl::Time free_at_ = absl::InfinitePast();
  uint32_t corrections_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_BUCKET_H_
