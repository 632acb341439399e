// How tests wait: for a condition, never for a time.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_WAIT_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_WAIT_H_

#include <poll.h>

#include <chrono>

namespace smartcar_gateway {

// When a test gives up waiting. Only a failing test ever waits that long.
inline constexpr std::chrono::seconds kPatience{30};

// Asks again and again until `condition` holds; false when patience is at its end. The one place
// that polls: for what cannot be waited for in a better way, such as /proc or a health check.
template <typename Condition>
bool Eventually(Condition condition) {
  constexpr int kPauseMs = 2;
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    poll(nullptr, 0, kPauseMs);
  }
  return true;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_WAIT_H_
