// What a TokenManager tells logs, metrics and health; nothing in here is secret.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_EVENT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_EVENT_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace smartcar_gateway {

// One line for the log. At most one per request to the token endpoint or token dropped, never one
// per call.
struct TokenEvent {
  enum class Kind {
    kTokenObtained,
    kFetchFailed,            // temporary; `retry_in` says when the next try is
    kSecretRejected,         // one of several, and the next one was taken
    kNewSecretAccepted,      // of a changed file
    kNewSecretRejected,      // of a changed file, and another one was taken: an operator must act
    kCredentialsRejected,    // every secret: an operator must act
    kCredentialsUnreadable,  // and there were none before: an operator must act
    kCredentialsStale,       // unreadable now, those read before stay in force: as above
    kCredentialsReadable,    // again, after kCredentialsStale
    kTokenRejected,          // Smartcar answered 401 to the current token, which was dropped
  };
  Kind kind = Kind::kTokenObtained;
  std::string text;
  int failures_in_a_row = 0;
  bool repeated = false;  // the failure before was of the same kind: an alert need not repeat it
  absl::Duration retry_in = absl::ZeroDuration();
};

// Everything since the start; only grows.
struct TokenCounters {
  uint64_t fetches = 0;  // requests to the token endpoint; each ends as one of the next five
  uint64_t fetched = 0;
  uint64_t rejected = 0;
  uint64_t throttled = 0;
  uint64_t unavailable = 0;  // with those that timed out
  uint64_t bad_reply = 0;
  uint64_t credentials_unreadable = 0;  // nothing was sent
  uint64_t credentials_stale = 0;       // how often the last good ones had to stay in force
  uint64_t credentials_changed = 0;     // while running, by the watched file
  uint64_t new_secrets_accepted = 0;
  uint64_t new_secrets_rejected = 0;
  uint64_t tokens_dropped = 0;      // after a 401 to the current token
  uint64_t rejections_ignored = 0;  // a 401 to an older token, or to one that replaced another
  uint64_t waiters_timed_out = 0;
  uint64_t waiters_cancelled = 0;
};

// How it stands now.
struct TokenStatus {
  bool has_token = false;                        // one that may be handed out
  absl::Time expires_at = absl::InfinitePast();  // with a token: when it stops being handed out
  bool fetching = false;
  absl::Duration retry_in = absl::ZeroDuration();  // while backing off: for how much longer
  int failures_in_a_row = 0;
  std::string last_failure;  // of the current row; empty after a success
  size_t waiters = 0;
  TokenCounters counters;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_EVENT_H_
