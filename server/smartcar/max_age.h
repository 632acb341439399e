// The `max_age` of a read.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/proto_duration.h"
#include "server/smartcar/field_checker.h"

namespace smartcar_gateway {

inline constexpr absl::Duration kLongestMaxAge = absl::Hours(24);

// Checks `max_age` of a request and takes it. Not set if the request has none, or it is wrong.
template <typename Request>
absl::optional<absl::Duration> MaxAge(const Request& request, FieldChecker* check) {
  if (!request.has_max_age()) return absl::nullopt;
  const absl::Duration value = FromProtoDuration(request.max_age());
  if (!IsNotNegativeDuration(request.max_age()) || value > kLongestMaxAge) {
    check->Violation("max_age", "must be 0 seconds to 24 hours");
    return absl::nullopt;
  }
  return value;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_MAX_AGE_H_
