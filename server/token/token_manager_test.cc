// Tests of TokenManager: serving, waiting, refreshing, rejecting, clocks.
#include "server/token/token_manager.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/token/token_manager_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(TokenManagerTest, RefusesAPolicyThatMakesNoSense) {
  TokenPolicy policy;
  policy.fetch_timeout = absl::ZeroDuration();
  const auto created = TokenManager::Create(
      policy, credentials_, fetcher_, wall_, executor_, [] { return 0.0; }, nullptr);
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(created.status().message()), HasSubstr("fetch_timeout"));
}

TEST_F(TokenManagerTest, NothingIsFetchedBeforeTheFirstUse) {
  executor_.AdvanceBy(absl::Hours(24));
  EXPECT_EQ(fetcher_.started(), 0u);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(TokenManagerTest, PrefetchSparesTheFirstCallTheWait) {
  manager_->Prefetch();
  manager_->Prefetch();
  Land(FetchedToken("t1"));
  EXPECT_EQ(Get()->token(), "t1");
  manager_->Prefetch();
  executor_.RunDue();
  EXPECT_EQ(fetcher_.started(), 1u);
  EXPECT_EQ(fetcher_.client_id(), "client-1");
  EXPECT_EQ(fetcher_.secrets(), std::vector<std::string>({"secret-1"}));
}

TEST_F(TokenManagerTest, AThousandFirstCallsCostOneFetch) {
  std::vector<std::shared_ptr<TokenCall>> calls;
  for (int i = 0; i < 1000; ++i) calls.push_back(Get());
  EXPECT_EQ(manager_->status().waiters, 1000u);
  EXPECT_TRUE(manager_->status().fetching);
  Land(FetchedToken("t1"));
  for (const auto& call : calls) EXPECT_EQ(call->token(), "t1");
  EXPECT_EQ(fetcher_.started(), 1u);
  EXPECT_EQ(manager_->status().waiters, 0u);
  // Left are the token's two timers: those of the waiters are gone.
  EXPECT_EQ(executor_.pending(), 2u);
}

TEST_F(TokenManagerTest, AUsableTokenIsHandedOutInline) {
  HaveToken("t1");
  const auto call = Get(absl::ZeroDuration());
  EXPECT_EQ(call->token(), "t1");
}

TEST_F(TokenManagerTest, WaiterLeavesAtItsDeadlineAndTheFetchGoesOn) {
  const auto patient = Get(absl::Seconds(10));
  const auto hasty = Get(absl::Seconds(2));
  executor_.AdvanceBy(absl::Seconds(2));
  EXPECT_EQ(hasty->result.kind, Kind::kTimedOut);
  EXPECT_EQ(hasty->token(), "(the deadline passed while waiting for a token)");
  EXPECT_FALSE(patient->done());
  EXPECT_EQ(fetcher_.held(), 1u);
  Land(FetchedToken("t1"));
  EXPECT_EQ(patient->token(), "t1");
  EXPECT_EQ(hasty->answers, 1);
  EXPECT_EQ(manager_->status().counters.waiters_timed_out, 1u);
}

TEST_F(TokenManagerTest, AllWaitersGoneStillBringsATokenForTheNext) {
  const auto call = Get(absl::Seconds(1));
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(call->result.kind, Kind::kTimedOut);
  Land(FetchedToken("t1"));
  EXPECT_EQ(Get()->token(), "t1");
  EXPECT_EQ(fetcher_.started(), 1u);
}

TEST_F(TokenManagerTest, CancelledWaiterLeavesAndTheFetchGoesOn) {
  const auto leaving = Get();
  const auto staying = Get();
  executor_.RunDue();
  leaving->cancellation->Cancel();
  EXPECT_EQ(leaving->result.kind, Kind::kCancelled);
  EXPECT_EQ(leaving->token(), "(cancelled while waiting for a token)");
  EXPECT_EQ(fetcher_.held(), 1u);
  Land(FetchedToken("t1"));
  EXPECT_EQ(staying->token(), "t1");
  EXPECT_EQ(leaving->answers, 1);
  EXPECT_EQ(manager_->status().counters.waiters_cancelled, 1u);
}

TEST_F(TokenManagerTest, CallCancelledBeforehandIsAnsweredAtOnce) {
  const auto cancellation = std::make_shared<Cancellation>();
  cancellation->Cancel();
  TokenCall call;
  manager_->GetToken(absl::InfiniteFuture(), cancellation, [&](TokenResult result) {
    ++call.answers;
    call.result = std::move(result);
  });
  EXPECT_EQ(call.answers, 1);
  EXPECT_EQ(call.result.kind, Kind::kCancelled);
}

TEST_F(TokenManagerTest, CancelAfterTheAnswerDoesNothing) {
  const auto call = Get();
  Land(FetchedToken("t1"));
  call->cancellation->Cancel();
  EXPECT_EQ(call->token(), "t1");
}

TEST_F(TokenManagerTest, PassedDeadlineStartsNothing) {
  const auto call = Get(absl::ZeroDuration());
  EXPECT_EQ(call->result.kind, Kind::kTimedOut);
  executor_.RunDue();
  EXPECT_EQ(fetcher_.started(), 0u);
}

TEST_F(TokenManagerTest, TokenExpiringSoonIsRefreshedInTheBackground) {
  HaveToken("t1");
  executor_.AdvanceBy(kSoon - absl::Seconds(1));
  EXPECT_EQ(fetcher_.started(), 1u);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(fetcher_.started(), 2u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Get()->token(), "t1");
  Land(FetchedToken("t2"));
  EXPECT_EQ(Get()->token(), "t2");
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, RefreshIsJitteredBetweenTheShares) {
  random_ = 0.5;
  HaveToken("t1");
  const absl::Duration soon = kUsable * 0.98;
  executor_.AdvanceBy(soon - absl::Seconds(1));
  EXPECT_EQ(fetcher_.started(), 1u);
  executor_.AdvanceBy(absl::Seconds(2));
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, ADayOfSteadyLoadCostsAFetchPerRefresh) {
  HaveToken("t0");
  const absl::Time end = steady_.Now() + absl::Hours(24);
  while (steady_.Now() < end) {
    executor_.AdvanceBy(absl::Seconds(5));
    fetcher_.Answer(FetchedToken("t"));
    EXPECT_EQ(Get()->result.kind, Kind::kToken);
  }
  // 86,400 s in steps of 3,462.9 s, the shortest there are, and the first.
  EXPECT_EQ(fetcher_.started(), 25u);
}

TEST_F(TokenManagerTest, LifeCountsFromWhenTheTokenWasAskedFor) {
  manager_->Prefetch();
  executor_.AdvanceBy(absl::Seconds(10));
  Land(FetchedToken("t1"));
  EXPECT_EQ(manager_->status().expires_at, wall_.Now() + kUsable - absl::Seconds(10));
}

TEST_F(TokenManagerTest, ExpiredTokenIsNotHandedOut) {
  HaveToken("t1");
  executor_.AdvanceBy(kUsable - absl::Milliseconds(1));  // the refresh goes unanswered
  fetcher_.Answer(FetchFailure(FetchOutcome::Kind::kThrottled, "scripted", absl::Hours(1)));
  EXPECT_EQ(Get()->token(), "t1");
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_NE(Get()->token(), "t1");
  EXPECT_FALSE(manager_->status().has_token);
}

TEST_F(TokenManagerTest, TokenThatExpiredOnItsWayIsAFailure) {
  const auto call = Get();
  executor_.AdvanceBy(absl::Seconds(10));
  Land(FetchedToken("t1", absl::Seconds(10)));
  EXPECT_EQ(call->result.kind, Kind::kUnavailable);
  EXPECT_EQ(call->token(), "(the token had expired before it arrived)");
  EXPECT_GT(call->result.retry_after, absl::ZeroDuration());
}

TEST_F(TokenManagerTest, RejectDropsTheTokenAndFetchesAnother) {
  HaveToken("t1");
  manager_->Reject(Secret("t1"));
  EXPECT_FALSE(manager_->status().has_token);
  const auto call = Get();
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t2"));
  EXPECT_EQ(call->token(), "t2");
  EXPECT_EQ(Events(TokenEvent::Kind::kTokenRejected), 1u);
  EXPECT_EQ(manager_->status().counters.tokens_dropped, 1u);
}

TEST_F(TokenManagerTest, RejectFetchesEvenWithoutACallerWaiting) {
  HaveToken("t1");
  manager_->Reject(Secret("t1"));
  executor_.RunDue();
  EXPECT_EQ(fetcher_.held(), 1u);
}

TEST_F(TokenManagerTest, LateRejectOfAnOlderTokenStartsNothing) {
  HaveToken("t1");
  manager_->Reject(Secret("t1"));
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  manager_->Reject(Secret("t1"));
  executor_.RunDue();
  EXPECT_EQ(Get()->token(), "t2");
  EXPECT_EQ(fetcher_.started(), 2u);
  EXPECT_EQ(manager_->status().counters.tokens_dropped, 1u);
  EXPECT_EQ(manager_->status().counters.rejections_ignored, 2u);
}

TEST_F(TokenManagerTest, StormOfRejectsCostsOneFetch) {
  HaveToken("t1");
  std::vector<std::shared_ptr<TokenCall>> calls;
  for (int i = 0; i < 500; ++i) {
    manager_->Reject(Secret("t1"));
    calls.push_back(Get());
  }
  Land(FetchedToken("t2"));
  for (const auto& call : calls) EXPECT_EQ(call->token(), "t2");
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, RejectedReplacementIsKeptForAWhileLestEvery401CostsAFetch) {
  HaveToken("t1");
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  manager_->Reject(Secret("t2"));
  EXPECT_EQ(Get()->token(), "t2");
  executor_.AdvanceBy(absl::Seconds(30));
  manager_->Reject(Secret("t2"));
  Land(FetchedToken("t3"));
  EXPECT_EQ(Get()->token(), "t3");
  EXPECT_EQ(fetcher_.started(), 3u);
}

TEST_F(TokenManagerTest, RejectWhileARefreshIsUnderWayJoinsIt) {
  HaveToken("t1");
  executor_.AdvanceBy(kSoon);
  EXPECT_EQ(fetcher_.held(), 1u);
  manager_->Reject(Secret("t1"));
  const auto call = Get();
  Land(FetchedToken("t2"));
  EXPECT_EQ(call->token(), "t2");
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, ClockSetForwardRefreshesAndGoesOn) {
  HaveToken("t1");
  wall_.Jump(absl::Hours(2));
  const auto call = Get();
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t2"));
  EXPECT_EQ(call->token(), "t2");
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerTest, SuspendPastTheRefreshIsNoticedByTheNextCall) {
  HaveToken("t1");
  wall_.Jump(kSoon);  // timers stand still while a machine is suspended
  EXPECT_EQ(Get()->token(), "t1");
  Land(FetchedToken("t2"));
  EXPECT_EQ(Get()->token(), "t2");
}

TEST_F(TokenManagerTest, SuspendToTheMomentOfExpiryLetsNoExpiredTokenOut) {
  HaveToken("t1");
  wall_.Jump(kUsable - absl::Milliseconds(1));
  EXPECT_EQ(Get()->token(), "t1");
  wall_.Jump(absl::Milliseconds(1));
  EXPECT_EQ(Get()->token(), "(waiting)");
}

TEST_F(TokenManagerTest, ClockSetBackLetsNoExpiredTokenOut) {
  HaveToken("t1");
  wall_.Jump(-absl::Hours(5));
  EXPECT_EQ(Get()->token(), "t1");
  executor_.AdvanceBy(kSoon);
  EXPECT_EQ(fetcher_.held(), 1u) << "no refresh in time";
  executor_.AdvanceBy(kUsable - kSoon);
  const auto call = Get();
  EXPECT_NE(call->token(), "t1");
  executor_.RunDue();
  EXPECT_TRUE(fetcher_.Answer(FetchedToken("t2")) || call->done());
  EXPECT_NE(call->token(), "t1");
}

TEST_F(TokenManagerTest, ClockSetDuringAFetchNeitherLengthensNorVoidsTheToken) {
  for (const absl::Duration jump : {absl::Hours(3), -absl::Hours(3)}) {
    Create(TokenPolicy());
    manager_->Prefetch();
    executor_.RunDue();
    wall_.Jump(jump);
    Land(FetchedToken("t1"));
    const absl::Duration left = manager_->status().expires_at - wall_.Now();
    EXPECT_LE(left, kUsable);
    EXPECT_GE(left, kUsable - absl::Seconds(15));
  }
}

TEST_F(TokenManagerTest, DestructionAnswersWaitersAndCancelsTheFetch) {
  const auto call = Get();
  executor_.RunDue();
  EXPECT_EQ(fetcher_.held(), 1u);
  manager_.reset();
  EXPECT_EQ(call->result.kind, Kind::kUnavailable);
  EXPECT_EQ(call->token(), "(the gateway is shutting down)");
  EXPECT_EQ(fetcher_.held(), 0u);
  executor_.AdvanceBy(absl::Hours(24));
  call->cancellation->Cancel();
  EXPECT_EQ(call->answers, 1);
  EXPECT_EQ(fetcher_.started(), 1u);
}

TEST_F(TokenManagerTest, DestructionBeforeTheFlightBeginsStartsNothing) {
  const auto call = Get();
  manager_.reset();
  executor_.AdvanceBy(absl::Hours(24));
  EXPECT_EQ(fetcher_.started(), 0u);
  EXPECT_EQ(call->answers, 1);
}

TEST_F(TokenManagerTest, NoEventOrMessageHoldsATokenOrSecret) {
  credentials_.Set({"hush-a", "hush-b"});
  manager_->Prefetch();
  Land(FetchFailure(FetchOutcome::Kind::kRejected, "refused"));
  Land(FetchedToken("hush-token"));
  manager_->Reject(Secret("hush-token"));
  const auto call = Get();
  Land(FetchFailure(FetchOutcome::Kind::kRejected, "refused"));
  Land(FetchFailure(FetchOutcome::Kind::kRejected, "refused"));
  EXPECT_EQ(call->result.kind, Kind::kRejected);
  EXPECT_THAT(call->result.message, Not(HasSubstr("hush")));
  EXPECT_THAT(manager_->status().last_failure, Not(HasSubstr("hush")));
  EXPECT_EQ(events_.size(), 4u);
  for (const TokenEvent& event : events_) EXPECT_THAT(event.text, Not(HasSubstr("hush")));
}

}  // namespace
}  // namespace smartcar_gateway
