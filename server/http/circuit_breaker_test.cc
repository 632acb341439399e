// Tests of CircuitBreaker.
#include "server/http/circuit_breaker.h"

#include "gtest/gtest.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

using Change = CircuitBreaker::Change;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  static CircuitBreaker::Options Options() {
    CircuitBreaker::Options options;
    options.failures = 3;
    options.initial_pause = absl::Seconds(1);
    options.max_pause = absl::Seconds(3);
    return options;
  }

  Change Call(HostHealth health) {
    return breaker_.Record(breaker_.Admit(now_), health, now_, random_);
  }
  void Open() {
    for (int i = 0; i < 2; ++i) EXPECT_EQ(Call(HostHealth::kFailing), Change::kNone);
    EXPECT_EQ(Call(HostHealth::kFailing), Change::kOpened);
  }

  CircuitBreaker breaker_{Options()};
  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  double random_ = 0;
};

TEST_F(CircuitBreakerTest, OpensAfterFailuresInARowOnly) {
  for (int i = 0; i < 10; ++i) {
    Call(HostHealth::kFailing);
    Call(HostHealth::kFailing);
    Call(HostHealth::kAlive);
  }
  EXPECT_TRUE(breaker_.Admit(now_).admitted);
  Open();
  const auto refused = breaker_.Admit(now_);
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.retry_after, absl::Seconds(1));
}

TEST_F(CircuitBreakerTest, EndsThatTellNothingNeitherCountNorExcuse) {
  Call(HostHealth::kFailing);
  Call(HostHealth::kFailing);
  Call(HostHealth::kUnknown);
  EXPECT_EQ(Call(HostHealth::kFailing), Change::kOpened);
}

TEST_F(CircuitBreakerTest, OneProbeAtATimeAndItsSuccessCloses) {
  Open();
  now_ += absl::Seconds(1);
  const auto probe = breaker_.Admit(now_);
  EXPECT_TRUE(probe.admitted);
  EXPECT_FALSE(breaker_.Admit(now_).admitted);
  EXPECT_EQ(breaker_.Record(probe, HostHealth::kAlive, now_, 0), Change::kClosed);
  EXPECT_TRUE(breaker_.Admit(now_).admitted);
}

TEST_F(CircuitBreakerTest, FailedProbesDoubleThePauseUpToTheLongest) {
  Open();
  for (const int pause : {1, 2, 3, 3}) {
    EXPECT_EQ(breaker_.Admit(now_).retry_after, absl::Seconds(pause));
    now_ += absl::Seconds(pause);
    EXPECT_EQ(Call(HostHealth::kFailing), Change::kNone);
  }
}

TEST_F(CircuitBreakerTest, ClosingStartsAfresh) {
  Open();
  now_ += absl::Seconds(1);
  Call(HostHealth::kFailing);
  now_ += absl::Seconds(2);
  EXPECT_EQ(Call(HostHealth::kAlive), Change::kClosed);
  Open();
  EXPECT_EQ(breaker_.Admit(now_).retry_after, absl::Seconds(1));
}

TEST_F(CircuitBreakerTest, ProbeThatTellsNothingLetsTheNextOneProbe) {
  Open();
  now_ += absl::Seconds(1);
  EXPECT_EQ(Call(HostHealth::kUnknown), Change::kNone);
  const auto next = breaker_.Admit(now_);
  EXPECT_TRUE(next.admitted);
  EXPECT_FALSE(breaker_.Admit(now_).admitted);
}

TEST_F(CircuitBreakerTest, ASlowProbeHoldsUpTheNextForOnePauseOnly) {
  Open();
  now_ += absl::Seconds(1);
  const auto slow = breaker_.Admit(now_);
  now_ += absl::Seconds(1);
  const auto quick = breaker_.Admit(now_);
  EXPECT_TRUE(quick.admitted);
  EXPECT_EQ(breaker_.Record(slow, HostHealth::kFailing, now_, 0), Change::kNone);
  EXPECT_EQ(breaker_.Record(quick, HostHealth::kAlive, now_, 0), Change::kClosed);
}

TEST_F(CircuitBreakerTest, ResultsOfCallsFromBeforeTellOfThePast) {
  const auto old_1 = breaker_.Admit(now_);
  const auto old_2 = breaker_.Admit(now_);
  Open();
  EXPECT_EQ(breaker_.Record(old_1, HostHealth::kAlive, now_, 0), Change::kNone);
  EXPECT_FALSE(breaker_.Admit(now_).admitted);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Call(HostHealth::kAlive), Change::kClosed);
  Call(HostHealth::kFailing);
  Call(HostHealth::kFailing);
  EXPECT_EQ(breaker_.Record(old_2, HostHealth::kFailing, now_, 0), Change::kNone);
  EXPECT_EQ(breaker_.failures_in_a_row(), 2);
}

TEST_F(CircuitBreakerTest, JitterShortensThePause) {
  random_ = 0.5;
  Open();
  EXPECT_EQ(breaker_.Admit(now_).retry_after, absl::Milliseconds(900));
}

TEST_F(CircuitBreakerTest, AClockSetBackDoesNotKeepItOpen) {
  Open();
  now_ -= absl::Hours(5);
  EXPECT_TRUE(breaker_.Admit(now_).admitted);
  EXPECT_FALSE(breaker_.Admit(now_).admitted);
}

TEST(JudgeHost, TellsTheHostsFailuresFromOthers) {
  for (const TransportError error : {TransportError::kConnectFailed, TransportError::kTlsFailed,
                                     TransportError::kConnectionLost}) {
    EXPECT_EQ(JudgeHost(Failure(error, Sent::kMaybe)), HostHealth::kFailing);
  }
  EXPECT_EQ(JudgeHost(Reply(503, "")), HostHealth::kFailing);
  for (const int status : {200, 202, 404, 429, 500, 502, 504}) {
    EXPECT_EQ(JudgeHost(Reply(status, "")), HostHealth::kAlive) << status;
  }
  EXPECT_EQ(JudgeHost(Failure(TransportError::kReplyTooLarge, Sent::kMaybe)), HostHealth::kAlive);
  for (const TransportError error :
       {TransportError::kTimedOut, TransportError::kCancelled, TransportError::kOverloaded,
        TransportError::kShutDown, TransportError::kTokenUnavailable, TransportError::kHeldBack,
        TransportError::kCredentialsRejected}) {
    EXPECT_EQ(JudgeHost(Failure(error, Sent::kNo)), HostHealth::kUnknown);
  }
  HttpResult refused = Failure(TransportError::kCredentialsRejected, Sent::kNo);
  refused.response.status = 401;
  EXPECT_EQ(JudgeHost(refused), HostHealth::kAlive);
}

}  // namespace
}  // namespace smartcar_gateway
