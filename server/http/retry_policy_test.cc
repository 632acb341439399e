// Tests of the decision to send a read again.
#include "server/http/retry_policy.h"

#include "gtest/gtest.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

constexpr absl::Duration kPlenty = absl::Minutes(1);

RetryAdvice By503(const HttpResponse& response) {
  return response.status == 503 ? RetryAdvice::kBackoff : RetryAdvice::kNever;
}

absl::optional<absl::Duration> Pause(int attempts, double random,
                                     absl::optional<absl::Duration> retry_after = absl::nullopt,
                                     absl::Duration left = kPlenty,
                                     RetryAdvice advice = RetryAdvice::kBackoff) {
  RetryPolicy policy;
  policy.max_attempts = 10;
  policy.initial_backoff = absl::Milliseconds(200);
  policy.max_backoff = absl::Seconds(1);
  return RetryPause(policy, advice, attempts, retry_after, left, random);
}

TEST(RetryPolicy, OnlyLostConnectionsAndWhatTheAdvisorSaysAreTemporary) {
  for (const TransportError error :
       {TransportError::kConnectFailed, TransportError::kConnectionLost}) {
    EXPECT_EQ(AdviseRetry(Failure(error, Sent::kMaybe), By503), RetryAdvice::kBackoff);
  }
  for (const TransportError error :
       {TransportError::kTlsFailed, TransportError::kTimedOut, TransportError::kCancelled,
        TransportError::kReplyTooLarge, TransportError::kOverloaded, TransportError::kShutDown,
        TransportError::kTokenUnavailable, TransportError::kCredentialsRejected,
        TransportError::kHeldBack, TransportError::kCircuitOpen}) {
    EXPECT_EQ(AdviseRetry(Failure(error, Sent::kNo), By503), RetryAdvice::kNever)
        << static_cast<int>(error);
  }
  EXPECT_EQ(AdviseRetry(Reply(503, ""), By503), RetryAdvice::kBackoff);
  EXPECT_EQ(AdviseRetry(Reply(200, ""), By503), RetryAdvice::kNever);
}

TEST(RetryPolicy, PausesUseTheWholeRangeAndDoubleUpToTheLongest) {
  EXPECT_EQ(Pause(1, 0.0), absl::ZeroDuration());
  EXPECT_EQ(Pause(1, 0.5), absl::Milliseconds(100));
  EXPECT_EQ(Pause(2, 0.5), absl::Milliseconds(200));
  EXPECT_EQ(Pause(3, 0.5), absl::Milliseconds(400));
  EXPECT_EQ(Pause(4, 0.5), absl::Milliseconds(500)) << "half of the longest";
  EXPECT_EQ(Pause(9, 0.5), absl::Milliseconds(500));
}

TEST(RetryPolicy, AttemptsAreLimited) {
  EXPECT_TRUE(Pause(9, 0.5).has_value());
  EXPECT_FALSE(Pause(10, 0.5).has_value());
  RetryPolicy once;
  once.max_attempts = 1;
  EXPECT_FALSE(RetryPause(once, RetryAdvice::kBackoff, 1, absl::nullopt, kPlenty, 0).has_value());
}

TEST(RetryPolicy, RetryAfterIsWaitedOutInFullAndNotByAllToTheMoment) {
  EXPECT_EQ(Pause(1, 0.0, absl::Seconds(1)), absl::Seconds(1));
  EXPECT_EQ(Pause(1, 0.5, absl::Seconds(1)), absl::Milliseconds(1100));
}

TEST(RetryPolicy, LongRetryAfterIsTheCallersToKnow) {
  EXPECT_FALSE(Pause(1, 0.0, absl::Milliseconds(1001)).has_value());
  EXPECT_FALSE(Pause(1, 0.0, absl::Hours(1)).has_value());
}

TEST(RetryPolicy, NothingIsTriedThatTheDeadlineWouldCutOff) {
  EXPECT_TRUE(Pause(1, 0.5, absl::nullopt, absl::Milliseconds(200)).has_value());
  EXPECT_FALSE(Pause(1, 0.5, absl::nullopt, absl::Milliseconds(199)).has_value());
  EXPECT_FALSE(Pause(1, 0.0, absl::Seconds(1), absl::Seconds(1)).has_value());
  EXPECT_TRUE(Pause(1, 0.5, absl::nullopt, absl::InfiniteDuration()).has_value());
}

TEST(RetryPolicy, ALimitIsTriedAgainOnlyWhenToldWhen) {
  EXPECT_FALSE(Pause(1, 0.0, absl::nullopt, kPlenty, RetryAdvice::kWhenTold).has_value());
  EXPECT_EQ(Pause(1, 0.0, absl::Seconds(1), kPlenty, RetryAdvice::kWhenTold), absl::Seconds(1));
  EXPECT_FALSE(Pause(1, 0.0, absl::Seconds(1), kPlenty, RetryAdvice::kNever).has_value());
}

}  // namespace
}  // namespace smartcar_gateway
