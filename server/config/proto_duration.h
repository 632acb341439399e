// Between google.protobuf.Duration and absl::Duration.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_PROTO_DURATION_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_PROTO_DURATION_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace smartcar_gateway {

inline absl::Duration FromProtoDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// `duration` must be finite; what is shorter than a nanosecond is dropped.
inline void ToProtoDuration(absl::Duration duration, google::protobuf::Duration* result) {
  absl::Duration rest;
  result->set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  result->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_PROTO_DURATION_H_
