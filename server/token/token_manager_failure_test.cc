// Tests of TokenManager: failures and backoff.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/token/token_manager.h"
#include "server/token/token_manager_fixture.h"

namespace smartcar_gateway {
namespace {

using Fetch = FetchOutcome::Kind;

TEST_F(TokenManagerTest, FailureAnswersEveryWaiterWithTheTimeToRetry) {
  random_ = 0.5;
  const auto first = Get();
  const auto second = Get();
  Land(FetchFailure(Fetch::kUnavailable, "the token endpoint answered HTTP 503"));
  for (const auto& call : {first, second}) {
    EXPECT_EQ(call->result.kind, Kind::kUnavailable);
    EXPECT_EQ(call->result.message, "the token endpoint answered HTTP 503");
    EXPECT_EQ(call->result.retry_after, absl::Milliseconds(500));
  }
  EXPECT_EQ(manager_->status().last_failure, "the token endpoint answered HTTP 503");
}

TEST_F(TokenManagerTest, WhileBackingOffCallsFailAtOnceAndOneEventIsEmitted) {
  random_ = 0.5;
  Get();
  Land(FetchFailure(Fetch::kUnavailable, "down"));
  executor_.AdvanceBy(absl::Milliseconds(200));
  for (int i = 0; i < 100; ++i) {
    const auto call = Get();
    EXPECT_EQ(call->token(), "(down)");
    EXPECT_EQ(call->result.kind, Kind::kUnavailable);
    EXPECT_EQ(call->result.retry_after, absl::Milliseconds(300));
  }
  EXPECT_EQ(fetcher_.started(), 1u);
  EXPECT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].retry_in, absl::Milliseconds(500));
}

TEST_F(TokenManagerTest, ItRetriesByItselfAndRecoversWithinOneStep) {
  random_ = 0.5;
  Get();
  Land(FetchFailure(Fetch::kUnavailable, "down"));
  executor_.AdvanceBy(absl::Milliseconds(500));
  const auto call = Get();
  Land(FetchedToken("t1"));
  EXPECT_EQ(call->token(), "t1");
  EXPECT_EQ(manager_->status().failures_in_a_row, 0);
  EXPECT_EQ(manager_->status().last_failure, "");
}

TEST_F(TokenManagerTest, PausesGrowToTheirMaximumAndStartAnewAfterASuccess) {
  random_ = 0.5;
  manager_->Prefetch();
  const double expected[] = {0.5, 0.8, 1.28, 2.048};
  for (const double seconds : expected) {
    Land(FetchFailure(Fetch::kUnavailable, "down"));
    EXPECT_NEAR(absl::ToDoubleSeconds(events_.back().retry_in), seconds, 1e-9);
    executor_.AdvanceBy(events_.back().retry_in);
  }
  for (int i = 0; i < 20; ++i) {
    Land(FetchFailure(Fetch::kUnavailable, "down"));
    executor_.AdvanceBy(events_.back().retry_in);
  }
  EXPECT_EQ(events_.back().retry_in, absl::Seconds(30));
  EXPECT_EQ(events_.back().failures_in_a_row, 24);
  Land(FetchedToken("t1"));
  manager_->Reject(Secret("t1"));
  Land(FetchFailure(Fetch::kUnavailable, "down"));
  EXPECT_EQ(events_.back().failures_in_a_row, 1);
  EXPECT_EQ(events_.back().retry_in, absl::Milliseconds(500));
}

TEST_F(TokenManagerTest, RetryAfterIsHonoured) {
  Get();
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", absl::Seconds(40)));
  EXPECT_EQ(Get()->result.retry_after, absl::Seconds(40));
  executor_.AdvanceBy(absl::Seconds(39));
  EXPECT_EQ(Get()->result.retry_after, absl::Seconds(1));
  EXPECT_EQ(fetcher_.started(), 1u);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, RefreshFailureKeepsServingUnexpiredToken) {
  HaveToken("t1");
  random_ = 0.999;
  executor_.AdvanceBy(kSoon);
  // The endpoint is down for the rest of the token's life, save its last moment.
  while (steady_.Now() < absl::FromUnixSeconds(1'800'000'000) + kUsable) {
    if (fetcher_.held() > 0) fetcher_.Answer(FetchFailure(Fetch::kUnavailable, "down"));
    if (manager_->status().has_token) {
      EXPECT_EQ(Get()->token(), "t1");
    }
    executor_.AdvanceBy(absl::Seconds(1));
  }
  EXPECT_GT(Events(TokenEvent::Kind::kFetchFailed), 8u);
  // At expiry there is a try, not the rest of a pause: a call waits for it rather than fail.
  const auto call = Get();
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t2"));
  EXPECT_EQ(call->token(), "t2");
}

TEST_F(TokenManagerTest, ExpiryDoesNotOverruleRetryAfter) {
  HaveToken("t1");
  executor_.AdvanceBy(kSoon);
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", kUsable));
  executor_.AdvanceBy(kUsable - kSoon);
  const auto call = Get();
  EXPECT_EQ(call->token(), "(HTTP 429)");
  EXPECT_EQ(call->result.retry_after, kSoon);
}

TEST_F(TokenManagerTest, RejectWhileBackingOffFailsFast) {
  HaveToken("t1");
  executor_.AdvanceBy(kSoon);
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", absl::Seconds(40)));
  manager_->Reject(Secret("t1"));
  const auto call = Get();
  EXPECT_EQ(call->token(), "(HTTP 429)");
  EXPECT_EQ(call->result.retry_after, absl::Seconds(40));
}

TEST_F(TokenManagerTest, SilentEndpointCountsAsFailedAfterTheTimeout) {
  const auto call = Get();
  executor_.RunDue();
  EXPECT_EQ(fetcher_.deadline(), wall_.Now() + absl::Seconds(15));
  executor_.AdvanceBy(absl::Seconds(15) - absl::Milliseconds(1));
  EXPECT_FALSE(call->done());
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(call->token(), "(the token endpoint did not answer in time)");
  EXPECT_EQ(fetcher_.held(), 0u) << "the fetch was not cancelled";
  EXPECT_EQ(manager_->status().counters.fetches, 1u);
  EXPECT_EQ(manager_->status().counters.unavailable, 1u);
}

TEST_F(TokenManagerTest, ClockSetBackDoesNotProlongAPause) {
  Get();
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", absl::Seconds(40)));
  wall_.Jump(-absl::Hours(5));
  EXPECT_EQ(Get()->result.retry_after, absl::Seconds(40));
  executor_.AdvanceBy(absl::Seconds(40));
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, PauseIsOverAfterASuspend) {
  Get();
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", absl::Minutes(40)));
  wall_.Jump(absl::Hours(5));
  const auto call = Get();
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t1"));
  EXPECT_EQ(call->token(), "t1");
  executor_.AdvanceBy(absl::Minutes(40));
  EXPECT_EQ(fetcher_.started(), 2u) << "the timer of the pause was still at work";
}

TEST_F(TokenManagerTest, UnusableAnswersAreFailuresToo) {
  Get();
  Land(FetchFailure(Fetch::kBadReply, "HTTP 200 without a JSON object"));
  EXPECT_EQ(Get()->result.kind, Kind::kUnavailable);
  EXPECT_EQ(manager_->status().counters.bad_reply, 1u);
}

TEST_F(TokenManagerTest, CallsDoNotWaitForARetryOfAnEndpointThatIsSilent) {
  Get();
  executor_.AdvanceBy(absl::Seconds(15));
  EXPECT_EQ(Events(TokenEvent::Kind::kFetchFailed), 1u);
  executor_.AdvanceBy(events_.back().retry_in);
  EXPECT_EQ(fetcher_.held(), 1u);
  const auto call = Get();
  EXPECT_EQ(call->token(), "(the token endpoint did not answer in time)");
  EXPECT_EQ(call->result.retry_after, absl::Seconds(1));
  Land(FetchedToken("t1"));
  EXPECT_EQ(Get()->token(), "t1");
}

TEST_F(TokenManagerTest, TriesGetDenserTowardsExpirySoThatAnEndpointBackShortlyBeforeIsNoticed) {
  random_ = 0.999;
  HaveToken("t1");
  const absl::Time back = steady_.Now() + absl::Minutes(59);
  executor_.AdvanceBy(kUsable - absl::Seconds(100));
  size_t tries = 0;
  while (steady_.Now() < back) {
    if (fetcher_.held() > 0) {
      fetcher_.Answer(FetchFailure(Fetch::kUnavailable, "down"));
      ++tries;
    }
    EXPECT_EQ(Get()->token(), "t1");
    executor_.AdvanceBy(absl::Milliseconds(100));
  }
  EXPECT_LT(tries, 10u);
  for (int i = 0; i < 300; ++i) {
    fetcher_.Answer(FetchedToken("t2"));
    EXPECT_EQ(Get()->result.kind, Kind::kToken);
    executor_.AdvanceBy(absl::Milliseconds(100));
  }
  EXPECT_EQ(Get()->token(), "t2");
}

TEST_F(TokenManagerTest, OnlyTheSameFailureInARowIsARepetition) {
  Get();
  Land(FetchFailure(Fetch::kUnavailable, "down"));
  EXPECT_FALSE(events_.back().repeated);
  for (const bool repeated : {false, true}) {
    executor_.AdvanceBy(events_.back().retry_in);
    Land(FetchFailure(Fetch::kRejected, "refused"));
    EXPECT_EQ(events_.back().kind, TokenEvent::Kind::kCredentialsRejected);
    EXPECT_EQ(events_.back().repeated, repeated);
  }
}

TEST_F(TokenManagerTest, FetcherThatAnswersInlineWorks) {
  credentials_.Set({"a", "b"});
  fetcher_.Script(FetchFailure(Fetch::kRejected));
  fetcher_.Script(FetchedToken("t1"));
  const auto call = Get();
  EXPECT_FALSE(call->done()) << "the fetch ran on the caller's thread";
  executor_.RunDue();
  EXPECT_EQ(call->token(), "t1");
}

}  // namespace
}  // namespace smartcar_gateway
