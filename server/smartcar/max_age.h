// The `max_age` of a read.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_

#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/smartcar/field_checker.h"

namespace smartcar_gateway {

inline constexpr absl::Duration kLongestMaxAge = absl::Hours(24);

// Checks `max_age` of a request and takes it. Not set if the request has none, or it is wrong.
template <typename Request>
absl::optional<absl::Duration> MaxAge(const Request& request, FieldChecker* check) {
  if (!request.has_max_age()) return absl::nullopt;
  const int64_t seconds = request.max_age().seconds();
  const int32_t nanos = request.max_age().nanos();
  const absl::Duration value = absl::Seconds(seconds) + absl::Nanoseconds(nanos);
  if (seconds < 0 || nanos < 0 || nanos > 999'999'999 || value > kLongestMaxAge) {
    check->Violation("max_age", "must be 0 seconds to 24 hours");
    return absl::nullopt;
  }
  return value;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_
