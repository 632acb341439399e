// Smartcar's two ways to tell a time.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TIMESTAMPS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TIMESTAMPS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace smartcar_gateway {

// Both set `*time` and return true if the time is one a connected car can have (from 2000 on,
// before 2200). Otherwise they return false and leave it alone: such a number is no time, whatever
// its unit.

// ISO 8601 as RFC 3339 profiles it: date, time of day, any number of digits after the second (those
// beyond nanoseconds are dropped), and `Z` or an offset. A time without an offset is refused, as it
// names no instant. Second 60 is the first of the next minute.
bool TimestampFromIso8601(absl::string_view text, google::protobuf::Timestamp* time);

// Milliseconds since 1970, as the API of 2025 and the webhooks send them; 0 means none.
bool TimestampFromMillis(int64_t millis, google::protobuf::Timestamp* time);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TIMESTAMPS_H_
