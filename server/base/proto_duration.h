// Between google.protobuf.Duration and absl::Duration.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_PROTO_DURATION_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_PROTO_DURATION_H_

#include <cstdint>

#include "absl/time/time.h"

namespace smartcar_gateway {

// Templates, so that this room needs no Protocol Buffers: `Proto` is google::protobuf::Duration.

template <typename Proto>
absl::Duration FromProtoDuration(const Proto& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// `duration` must be finite; what is shorter than a nanosecond is dropped.
template <typename Proto>
void ToProtoDuration(absl::Duration duration, Proto* result) {
  absl::Duration rest;
  result->set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  result->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

// Whether what a caller sent is within the limits that Protocol Buffers sets, and not negative.
template <typename Proto>
bool IsNotNegativeDuration(const Proto& duration) {
  constexpr int64_t kMaxSeconds = 315'576'000'000;
  constexpr int32_t kMaxNanos = 999'999'999;
  return duration.seconds() >= 0 && duration.seconds() <= kMaxSeconds && duration.nanos() >= 0 &&
         duration.nanos() <= kMaxNanos;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_PROTO_DURATION_H_
