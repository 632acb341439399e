// When to send again.
#include "server/http/retry_policy.h"

#include <algorithm>

namespace smartcar_gateway {
namespace {

// Nobody answers faster over the Internet; an attempt with less time would only cost quota.
constexpr absl::Duration kLeastTimeForAnAttempt = absl::Milliseconds(100);

}  // namespace

RetryAdvice AdviseRetry(const HttpResult& result, ReplyAdvisor advisor) {
  switch (result.error) {
    case TransportError::kNone:
      return advisor(result.response);
    case TransportError::kConnectFailed:
    case TransportError::kConnectionLost:
      return RetryAdvice::kBackoff;
    case TransportError::kTlsFailed:
    case TransportError::kTimedOut:
    case TransportError::kCancelled:
    case TransportError::kReplyTooLarge:
    case TransportError::kOverloaded:
    case TransportError::kShutDown:
    case TransportError::kTokenUnavailable:
    case TransportError::kCredentialsRejected:
    case TransportError::kHeldBack:
    case TransportError::kCircuitOpen:
    case TransportError::kRequestIdReused:
    case TransportError::kRequestIdUnrecorded:
    case TransportError::kOutcomeUnknown:
      break;
  }
  return RetryAdvice::kNever;
}

absl::optional<absl::Duration> RetryPause(const RetryPolicy& policy, RetryAdvice advice,
                                          int attempts, absl::optional<absl::Duration> retry_after,
                                          absl::Duration left, double random) {
  if (advice == RetryAdvice::kNever || attempts >= policy.max_attempts) return absl::nullopt;
  if (advice == RetryAdvice::kWhenTold && !retry_after.has_value()) return absl::nullopt;
  absl::Duration pause;
  if (retry_after.has_value()) {
    if (*retry_after > policy.max_backoff) return absl::nullopt;
    // Not all at the very moment at which they may.
    pause = *retry_after + policy.initial_backoff * random;
  } else {
    absl::Duration longest = std::min(policy.initial_backoff, policy.max_backoff);
    for (int i = 1; i < attempts && longest < policy.max_backoff; ++i) {
      longest = std::min(longest * 2, policy.max_backoff);
    }
    pause = longest * random;
  }
  if (pause + kLeastTimeForAnAttempt > left) return absl::nullopt;
  return pause;
}

}  // namespace smartcar_gateway
