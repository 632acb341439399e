// BreakerEvent: a host is left alone, or no longer.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_EVENT_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_EVENT_H_

#include <string>

#include "absl/time/time.h"

namespace smartcar_gateway {

struct BreakerEvent {
  enum class Kind { kOpened, kClosed };

  Kind kind = Kind::kOpened;
  std::string host;  // scheme, name and port
  // Of kOpened:
  int failures_in_a_row = 0;
  std::string last_failure;    // one clause for humans
  absl::Duration first_pause;  // before the first probe
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_EVENT_H_
