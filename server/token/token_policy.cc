// Implementation of the token policy.
#include "server/token/token_policy.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_gateway {
namespace {

// Full jitter may draw next to nothing; a hint of zero would invite an immediate retry.
constexpr absl::Duration kShortestDelay = absl::Milliseconds(100);
constexpr absl::Duration kDensestTries = absl::Seconds(1);

// initial × factor^(failures−1), at most `max`.
absl::Duration Ceiling(absl::Duration initial, double factor, absl::Duration max, int failures) {
  const double grown = absl::ToDoubleSeconds(initial) * std::pow(factor, std::max(failures, 1) - 1);
  // Compared as doubles: the power overflows to infinity during a long outage.
  return grown < absl::ToDoubleSeconds(max) ? absl::Seconds(grown) : max;
}

}  // namespace

absl::Status ValidateTokenPolicy(const TokenPolicy& policy) {
  std::vector<std::string> problems;
  const auto require = [&problems](bool holds, absl::string_view problem) {
    if (!holds) problems.emplace_back(problem);
  };
  const absl::Duration zero = absl::ZeroDuration();
  const absl::Duration infinite = absl::InfiniteDuration();
  const auto is_positive = [&](absl::Duration value) { return value > zero && value < infinite; };
  require(policy.refresh_share_min > 0 && policy.refresh_share_max <= 1 &&
              policy.refresh_share_min <= policy.refresh_share_max,
          "refresh_share_min and refresh_share_max must be in (0, 1], the first not above the "
          "second");
  require(policy.refresh_margin >= zero, "refresh_margin must not be negative");
  require(policy.expiry_skew >= zero, "expiry_skew must not be negative");
  require(is_positive(policy.fetch_timeout), "fetch_timeout must be positive");
  require(is_positive(policy.backoff_initial) && is_positive(policy.backoff_max) &&
              policy.backoff_initial <= policy.backoff_max,
          "backoff_initial must be positive and not above backoff_max");
  require(policy.backoff_factor >= 1 && std::isfinite(policy.backoff_factor),
          "backoff_factor must be 1 or more");
  require(is_positive(policy.rejected_backoff_initial) &&
              is_positive(policy.rejected_backoff_max) &&
              policy.rejected_backoff_initial <= policy.rejected_backoff_max,
          "rejected_backoff_initial must be positive and not above rejected_backoff_max");
  require(policy.retry_after_max >= zero && policy.retry_after_max < infinite,
          "retry_after_max must be finite and not negative");
  require(policy.rejection_pause >= zero, "rejection_pause must not be negative");
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("token policy: ", absl::StrJoin(problems, "; ")));
}

TokenSchedule ScheduleToken(const TokenPolicy& policy, absl::Duration lifetime,
                            absl::Duration elapsed, double random) {
  const absl::Duration usable = lifetime - std::min(policy.expiry_skew, lifetime / 4);
  const double share =
      policy.refresh_share_min + (policy.refresh_share_max - policy.refresh_share_min) * random;
  const absl::Duration margin = std::min(policy.refresh_margin, usable / 4) * (1 - 0.5 * random);
  return {std::min(usable * share, usable - margin) - elapsed, usable - elapsed};
}

absl::Duration DelayAfterFailure(const TokenPolicy& policy, const FailedFetch& failed,
                                 double random) {
  const bool has_token = failed.token_left > absl::ZeroDuration();
  absl::Duration delay;
  absl::Duration cap = has_token ? failed.token_left : absl::InfiniteDuration();
  if (failed.kind == FailureKind::kRejected) {
    delay = Ceiling(policy.rejected_backoff_initial, policy.backoff_factor,
                    policy.rejected_backoff_max, failed.failures) *
            (0.5 + 0.5 * random);
  } else {
    delay = Ceiling(policy.backoff_initial, policy.backoff_factor, policy.backoff_max,
                    failed.failures) *
            random;
    if (has_token) cap = std::min(cap, std::max(failed.token_left / 3, kDensestTries));
  }
  const absl::Duration asked = std::min(failed.retry_after, policy.retry_after_max);
  // A little later than asked, and not all replicas at the same moment; but nobody's calls should
  // fail for that.
  absl::Duration polite = asked * (1 + 0.1 * random);
  if (asked < failed.token_left) polite = std::min(polite, failed.token_left);
  return std::max({std::min(delay, cap), polite, kShortestDelay});
}

}  // namespace smartcar_gateway
