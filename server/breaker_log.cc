// Logging of breaker events.
#include "server/breaker_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogBreakerEvent(const BreakerEvent& event) {
  switch (event.kind) {
    case BreakerEvent::Kind::kOpened:
      spdlog::warn(
          "breaker: {} is left alone: {} failures in a row, the last: {} (first probe in {:.1f} s)",
          event.host, event.failures_in_a_row, event.last_failure,
          absl::ToDoubleSeconds(event.first_pause));
      return;
    case BreakerEvent::Kind::kClosed:
      spdlog::info("breaker: {} is well again", event.host);
      return;
  }
}

}  // namespace smartcar_gateway
