// RetryPolicy: whether and when a read is sent again. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_POLICY_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_POLICY_H_

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

struct RetryPolicy {
  int max_attempts = 3;  // the first one included
  absl::Duration initial_backoff = absl::Milliseconds(250);
  absl::Duration max_backoff = absl::Seconds(5);
};

// What a whole reply says of sending the same read again.
enum class RetryAdvice {
  kNever,     // the answer would be the same
  kBackoff,   // the cause may have passed by then
  kWhenTold,  // only after the reply's own Retry-After; without one, not now
};

// Judges a reply by its status and body. Pure. Given from outside, since only the layer that knows
// Smartcar can tell.
using ReplyAdvisor = RetryAdvice (*)(const HttpResponse& response);

// The advice for any result. What never left and what broke on the way may be sent again, unless
// trying again is the business of another layer or the caller's time is up.
RetryAdvice AdviseRetry(const HttpResult& result, ReplyAdvisor advisor);

// How long to wait before the next attempt. Nothing: there is none, the caller gets the result.
// With `attempts` made so far and `left` until the deadline, which must leave an attempt the time
// to be answered. Full jitter by `random` in [0, 1); a Retry-After is waited out in full, but one
// beyond `max_backoff` is the caller's to know.
absl::optional<absl::Duration> RetryPause(const RetryPolicy& policy, RetryAdvice advice,
                                          int attempts, absl::optional<absl::Duration> retry_after,
                                          absl::Duration left, double random);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_POLICY_H_
