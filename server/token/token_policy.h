// When to fetch a token and how long to serve it; functions over values.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// Shares are of a token's usable life: its lifetime less `expiry_skew`.
struct TokenPolicy {
  // A token is "expiring soon", and is refreshed in the background, from a moment drawn between
  // these two, so that the replicas of a gateway do not all ask at once.
  double refresh_share_min = 0.75;
  double refresh_share_max = 0.9;
  // A token counts as "expired" this long before it really is: time for the call that carries it.
  // Never more than a quarter of the lifetime.
  absl::Duration expiry_skew = absl::Seconds(30);

  // How long one request to the token endpoint may take.
  absl::Duration fetch_timeout = absl::Seconds(15);

  // After the n-th failure in a row: anything up to backoff_initial × backoff_factor^(n−1).
  absl::Duration backoff_initial = absl::Seconds(1);
  double backoff_factor = 1.6;
  absl::Duration backoff_max = absl::Minutes(1);
  // Refused credentials do not heal by themselves, so these are asked about less often: between
  // half and all of rejected_backoff_initial × backoff_factor^(n−1).
  absl::Duration rejected_backoff_initial = absl::Seconds(30);
  absl::Duration rejected_backoff_max = absl::Minutes(5);
  // A longer Retry-After is cut to this.
  absl::Duration retry_after_max = absl::Hours(1);

  // A token that replaced a rejected one is not dropped for being rejected itself while younger
  // than this: if fresh tokens are refused too, the token is not what is wrong.
  absl::Duration rejection_pause = absl::Seconds(30);
};

// INVALID_ARGUMENT naming every field that makes no sense.
absl::Status ValidateTokenPolicy(const TokenPolicy& policy);

// Both from now; `expire_after` is not positive if the token came too late to be of use.
struct TokenSchedule {
  absl::Duration refresh_after;
  absl::Duration expire_after;
};

// For a token of `lifetime` that was asked for `elapsed` ago. `random` is in [0, 1).
TokenSchedule ScheduleToken(const TokenPolicy& policy, absl::Duration lifetime,
                            absl::Duration elapsed, double random);

enum class FailureKind { kTemporary, kRejected };

// How long to leave the endpoint alone after `failures` (one or more) in a row. `retry_after` is
// what it asked for, or zero. At least 100 ms. `random` is in [0, 1).
absl::Duration DelayAfterFailure(const TokenPolicy& policy, FailureKind kind, int failures,
                                 absl::Duration retry_after, double random);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_
