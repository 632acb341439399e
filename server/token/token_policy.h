// When to fetch a token and how long to serve it; functions over values.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// Shares are of a token's usable life: its lifetime less `expiry_skew`.
struct TokenPolicy {
  // A token is "expiring soon", and is refreshed in the background, from a moment drawn between
  // these two, so that the replicas of a gateway do not all ask at once. As late as this, tokens of
  // an hour cost 25 requests a day at most.
  double refresh_share_min = 0.97;
  double refresh_share_max = 0.99;
  // Short-lived tokens are refreshed earlier, so that there is time for a second try: half of this
  // to all of it before they expire, but in the last quarter of their usable life.
  absl::Duration refresh_margin = absl::Seconds(30);
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

struct FailedFetch {
  FailureKind kind = FailureKind::kTemporary;
  int failures = 1;                                   // in a row, with this one
  absl::Duration retry_after = absl::ZeroDuration();  // what the endpoint asked for, or zero
  absl::Duration token_left = absl::ZeroDuration();   // until a token at hand expires; zero: none
};

// How long to leave the endpoint alone. `random` is in [0, 1).
//
// While a token is at hand, tries get denser towards its expiry: after a temporary failure at most
// a third of what is left, but not less than a second apart, and one at the moment of expiry. So an
// endpoint that is back some seconds before is noticed in time. Only a Retry-After is stronger,
// even one that reaches past the expiry: calls fail until then, but asking an endpoint that wants
// to be left alone would prolong its trouble.
absl::Duration DelayAfterFailure(const TokenPolicy& policy, const FailedFetch& failed,
                                 double random);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_POLICY_H_
