// FetchBackoff: how long to leave the token endpoint alone.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_FETCH_BACKOFF_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_FETCH_BACKOFF_H_

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "server/base/executor.h"
#include "server/token/token_policy.h"

namespace smartcar_gateway {

// Counts failures in a row and keeps the pause after each. A pause ends by a timer, or by the wall
// clock if that is first: timers stand still while a machine is suspended. Borrows the executor.
// Not thread-safe: the owner's mutex guards it.
class FetchBackoff {
 public:
  // What a timer runs; the owner passes its argument to TimerFired().
  using OnTimer = absl::AnyInvocable<void(uint64_t) &&>;

  explicit FetchBackoff(Executor& executor) : executor_(executor) {}

  // Starts a pause of `delay`.
  void Fail(absl::Time now, absl::Duration delay, OnTimer on_timer) {
    End();
    ++failures_;
    active_ = true;
    delay_ = delay;
    until_ = now + delay;
    const uint64_t pause = ++pause_;
    timer_ = executor_.RunAfter(
        delay, [pause, on_timer = std::move(on_timer)]() mutable { std::move(on_timer)(pause); });
  }

  // The row of failures is over.
  void Succeed() {
    End();
    failures_ = 0;
  }

  // True if that ended the pause; false for the timer of an earlier one.
  bool TimerFired(uint64_t pause) {
    if (!active_ || pause != pause_) return false;
    active_ = false;
    return true;
  }

  // Whether the pause lasts. Ends it if its time is over.
  bool Active(absl::Time now) {
    if (active_ && now >= until_) End();
    return active_;
  }

  void End() {
    if (active_) executor_.Cancel(timer_);
    active_ = false;
  }

  // Never more than the whole pause: the clock may have been set back.
  absl::Duration Remaining(absl::Time now) const {
    if (!active_) return absl::ZeroDuration();
    return std::min(std::max(until_ - now, absl::ZeroDuration()), delay_);
  }

  int failures() const { return failures_; }

 private:
  Executor& executor_;
  int failures_ = 0;
  bool active_ = false;
  absl::Duration delay_ = absl::ZeroDuration();
  absl::Time until_;
  uint64_t pause_ = 0;
  Executor::TaskId timer_{};
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_FETCH_BACKOFF_H_
