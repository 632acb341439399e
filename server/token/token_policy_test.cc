// Tests of the token policy.
#include "server/token/token_policy.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kNone = absl::ZeroDuration();

TEST(TokenPolicy, EveryProblemIsReportedAtOnce) {
  EXPECT_TRUE(ValidateTokenPolicy(TokenPolicy()).ok());
  TokenPolicy policy;
  policy.refresh_share_min = 0.9;
  policy.refresh_share_max = 0.5;
  policy.refresh_margin = absl::Seconds(-1);
  policy.expiry_skew = absl::Seconds(-1);
  policy.fetch_timeout = kNone;
  policy.backoff_max = absl::Milliseconds(1);
  policy.backoff_factor = 0.5;
  policy.rejected_backoff_initial = absl::Hours(1);
  policy.retry_after_max = absl::InfiniteDuration();
  policy.rejection_pause = absl::Seconds(-1);
  const absl::Status status = ValidateTokenPolicy(policy);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const char* field :
       {"refresh_share_min", "refresh_margin", "expiry_skew", "fetch_timeout", "backoff_initial",
        "backoff_factor", "rejected_backoff_initial", "retry_after_max", "rejection_pause"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(field));
  }
}

TEST(TokenPolicy, RefreshFallsBetweenTheSharesAndBeforeExpiry) {
  const TokenPolicy policy;
  const absl::Duration hour = absl::Hours(1);
  const absl::Duration usable = hour - absl::Seconds(30);
  EXPECT_EQ(ScheduleToken(policy, hour, kNone, 0).refresh_after, usable * 0.97);
  EXPECT_EQ(ScheduleToken(policy, hour, kNone, 0.5).expire_after, usable);
  EXPECT_LE(ScheduleToken(policy, hour, kNone, 0.999).refresh_after, usable * 0.99);
  const TokenSchedule late = ScheduleToken(policy, hour, absl::Seconds(10), 0);
  EXPECT_EQ(late.refresh_after, usable * 0.97 - absl::Seconds(10));
  EXPECT_EQ(late.expire_after, usable - absl::Seconds(10));
}

TEST(TokenPolicy, ShortLivedTokensAreRefreshedWithTimeForASecondTry) {
  const TokenPolicy policy;
  const auto left = [&](int lifetime, double random) {
    const TokenSchedule schedule = ScheduleToken(policy, absl::Seconds(lifetime), kNone, random);
    return schedule.expire_after - schedule.refresh_after;
  };
  EXPECT_EQ(left(160, 0), absl::Seconds(30));  // all of the margin
  EXPECT_EQ(left(16, 0), absl::Seconds(3));    // a quarter of twelve seconds
  EXPECT_GE(left(16, 0.999), absl::Seconds(1.5));
}

TEST(TokenPolicy, AnHourOfLifeIsWorth25FetchesADayAtMost) {
  const absl::Duration shortest =
      ScheduleToken(TokenPolicy(), absl::Hours(1), kNone, 0).refresh_after;
  EXPECT_GT(shortest * 25, absl::Hours(24));  // the first fetch, and 24 refreshes
}

TEST(TokenPolicy, SkewNeverEatsMoreThanAQuarterOfAShortLife) {
  const TokenSchedule schedule =
      ScheduleToken(TokenPolicy(), absl::Seconds(20), absl::Seconds(1), 0);
  EXPECT_EQ(schedule.expire_after, absl::Seconds(14));
  EXPECT_LT(schedule.refresh_after, schedule.expire_after);
  EXPECT_LE(ScheduleToken(TokenPolicy(), absl::Seconds(4), absl::Seconds(3), 0).expire_after,
            kNone);
}

absl::Duration Delay(FailureKind kind, int failures, absl::Duration retry_after,
                     absl::Duration token_left, double random) {
  return DelayAfterFailure(TokenPolicy(), {kind, failures, retry_after, token_left}, random);
}

TEST(TokenPolicy, TemporaryFailuresBackOffWithFullJitter) {
  const auto delay = [](int failures, double random) {
    return Delay(FailureKind::kTemporary, failures, kNone, kNone, random);
  };
  EXPECT_EQ(delay(1, 0), absl::Milliseconds(100));
  EXPECT_EQ(delay(1, 0.5), absl::Milliseconds(500));
  EXPECT_EQ(delay(2, 0.5), absl::Milliseconds(800));
  EXPECT_EQ(delay(3, 0.5), absl::Milliseconds(1280));
  EXPECT_EQ(delay(10, 0.5), absl::Seconds(30));
  EXPECT_EQ(delay(1'000'000, 0.5), absl::Seconds(30));
}

TEST(TokenPolicy, RejectedCredentialsAreAskedAboutRarely) {
  const auto delay = [](int failures, double random) {
    return Delay(FailureKind::kRejected, failures, kNone, kNone, random);
  };
  EXPECT_EQ(delay(1, 0), absl::Seconds(15));
  EXPECT_EQ(delay(2, 0), absl::Seconds(24));
  EXPECT_EQ(delay(100, 0), absl::Seconds(150));
  EXPECT_LE(delay(100, 0.999), absl::Minutes(5));
}

TEST(TokenPolicy, RetryAfterIsALowerBoundUpToACap) {
  const auto delay = [](absl::Duration retry_after, double random) {
    return Delay(FailureKind::kTemporary, 1, retry_after, kNone, random);
  };
  EXPECT_EQ(delay(absl::Seconds(20), 0), absl::Seconds(20));
  EXPECT_EQ(delay(absl::Seconds(20), 0.5), absl::Seconds(21));
  EXPECT_EQ(delay(absl::Milliseconds(200), 0.5), absl::Milliseconds(500));
  EXPECT_EQ(delay(absl::Hours(1000), 0), absl::Hours(1));
}

TEST(TokenPolicy, TriesGetDenserTowardsTheExpiryOfATokenAtHand) {
  const auto delay = [](absl::Duration left) {
    return Delay(FailureKind::kTemporary, 1000, kNone, left, 0.999);
  };
  EXPECT_GT(delay(absl::Hours(1)), absl::Seconds(59)) << "far from it, as ever";
  EXPECT_EQ(delay(absl::Seconds(60)), absl::Seconds(20));
  EXPECT_EQ(delay(absl::Seconds(6)), absl::Seconds(2));
  EXPECT_EQ(delay(absl::Seconds(2)), absl::Seconds(1));
  EXPECT_EQ(delay(absl::Milliseconds(700)), absl::Milliseconds(700)) << "at the moment of expiry";
  EXPECT_EQ(delay(absl::Milliseconds(1)), absl::Milliseconds(100));
}

TEST(TokenPolicy, RetryAfterOutweighsTheExpiryOfATokenAtHand) {
  const auto delay = [](absl::Duration retry_after, double random) {
    return Delay(FailureKind::kTemporary, 1000, retry_after, absl::Seconds(60), random);
  };
  EXPECT_EQ(delay(absl::Seconds(5), 0.999), absl::Seconds(20));
  EXPECT_EQ(delay(absl::Seconds(40), 0.5), absl::Seconds(42));
  EXPECT_EQ(delay(absl::Seconds(59), 0.999), absl::Seconds(60)) << "jitter must not outlive it";
  EXPECT_EQ(delay(absl::Seconds(80), 0.5), absl::Seconds(84)) << "even past the expiry";
}

TEST(TokenPolicy, RejectedSecretsAreAskedAboutAtExpiryAndNoDenser) {
  const auto delay = [](absl::Duration left) {
    return Delay(FailureKind::kRejected, 100, kNone, left, 0);
  };
  EXPECT_EQ(delay(absl::Seconds(160)), absl::Seconds(150));
  EXPECT_EQ(delay(absl::Seconds(60)), absl::Seconds(60));
}

}  // namespace
}  // namespace smartcar_gateway
