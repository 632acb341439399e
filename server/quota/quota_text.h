// The sentences of the quota guard, for callers and for the log. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TEXT_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// "450ms", "30s", "7m30s", "1h": whole seconds from one second on, rounded up.
std::string DurationInWords(absl::Duration duration);

// "120 calls at once and 2 a minute".
std::string LimitInWords(int64_t burst, int64_t refill_per_minute);

// Why a call is refused: which limit, how many wait, and when to come back. `limit` is the text of
// LimitInWords(), `turn_in` how long until a call would be served.
std::string TurnComesTooLate(const std::string& limit, size_t waiting, absl::Duration turn_in,
                             absl::Duration may_wait);
std::string TurnDidNotCome(const std::string& limit, size_t waiting, absl::Duration turn_in);
std::string QueueIsFull(const std::string& limit, size_t waiting, absl::Duration turn_in);
std::string VehicleIsClosed(const std::string& vehicle_id, absl::Duration opens_in);
std::string MonthIsUsedUp(const std::string& vehicle_id, uint32_t hard_limit,
                          absl::CivilMonth month);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TEXT_H_
