// Tests of TokenManager: several secrets, changed secrets, secrets that cannot be read.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/token/token_manager.h"
#include "server/token/token_manager_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Fetch = FetchOutcome::Kind;

// What a watcher of the file does.
class TokenManagerSecretsTest : public TokenManagerTest {
 protected:
  void Change(const std::vector<std::string>& secrets) {
    credentials_.Set(secrets);
    manager_->OnCredentialsChanged(credentials_.Get());
    executor_.RunDue();
  }
  void ChangeToUnreadable() {
    credentials_.Fail(absl::NotFoundError("client secret file \"/etc/x\" does not exist"));
    manager_->OnCredentialsChanged(credentials_.Get());
    executor_.RunDue();
  }
};

TEST_F(TokenManagerSecretsTest, RejectedSecretsAreTriedInOrderWithinOneFlight) {
  credentials_.Set({"a", "b", "c"});
  const auto call = Get();
  Land(FetchFailure(Fetch::kRejected));
  Land(FetchFailure(Fetch::kRejected));
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t1"));
  EXPECT_EQ(call->token(), "t1");
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(fetcher_.most_held(), 1u);
  EXPECT_EQ(Events(TokenEvent::Kind::kSecretRejected), 1u);
  EXPECT_THAT(events_[0].text, HasSubstr("refused 2 of the client secrets (number 1, number 2)"));
  const TokenCounters counters = manager_->status().counters;
  EXPECT_EQ(counters.fetches, 3u);
  EXPECT_EQ(counters.rejected, 2u);
  EXPECT_EQ(counters.fetched, 1u);
}

TEST_F(TokenManagerSecretsTest, TheSecretThatWorkedLastIsTriedFirst) {
  credentials_.Set({"a", "b"});
  Get();
  Land(FetchFailure(Fetch::kRejected));
  Land(FetchedToken("t1"));
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("a", "b", "b"));
}

TEST_F(TokenManagerSecretsTest, OnlyARejectionMovesOnToTheNextSecret) {
  for (const Fetch kind : {Fetch::kUnavailable, Fetch::kThrottled, Fetch::kBadReply}) {
    Create(TokenPolicy());
    credentials_.Set({"a", "b"});
    const size_t before = fetcher_.started();
    const auto call = Get();
    Land(FetchFailure(kind));
    EXPECT_TRUE(call->done());
    EXPECT_EQ(fetcher_.started(), before + 1);
  }
}

TEST_F(TokenManagerSecretsTest, AllSecretsWrongIsSaidClearlyWithoutHammering) {
  credentials_.Set({"a", "b", "c"});
  const auto call = Get();
  for (int i = 0; i < 3; ++i) Land(FetchFailure(Fetch::kRejected, "HTTP 401 (invalid_client)"));
  EXPECT_EQ(call->result.kind, Kind::kRejected);
  EXPECT_EQ(call->result.message, "HTTP 401 (invalid_client)");
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsRejected), 1u);
  EXPECT_THAT(LastEvent(),
              HasSubstr("tried 3 secrets (number 1, number 2, number 3): correct the client id"));
  EXPECT_EQ(Get()->result.kind, Kind::kRejected);
  for (int second = 0; second < 3600; ++second) {
    executor_.AdvanceBy(absl::Seconds(1));
    while (fetcher_.held() > 0) fetcher_.Answer(FetchFailure(Fetch::kRejected, "refused"));
    EXPECT_EQ(Get()->result.kind, Kind::kRejected);
  }
  // With `random_` 0 the pauses are at their shortest, 150 s in the end.
  EXPECT_LE(fetcher_.started(), 3u * 30);
}

TEST_F(TokenManagerSecretsTest, ChangedSecretsAreUsedFromTheNextFlightOnWithoutAWatcher) {
  credentials_.Set({"old"});
  HaveToken("t1");
  credentials_.Set({"new", "old"});
  executor_.AdvanceBy(kSoon);
  Land(FetchedToken("t2"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("old", "new"));
  EXPECT_EQ(Get()->token(), "t2");
}

TEST_F(TokenManagerSecretsTest, NewSecretIsProbedAtOnceAndTheOldOneNotUsedAgain) {
  credentials_.Set({"old"});
  HaveToken("t1");
  Change({"old", "new"});
  EXPECT_EQ(fetcher_.held(), 1u);
  EXPECT_EQ(Get()->token(), "t1") << "calls do not wait for the probe";
  Land(FetchedToken("t2"));
  EXPECT_EQ(Get()->token(), "t2");
  EXPECT_EQ(Events(TokenEvent::Kind::kNewSecretAccepted), 1u);
  manager_->Reject(Secret("t2"));
  Land(FetchedToken("t3"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("old", "new", "new"));
  const TokenCounters counters = manager_->status().counters;
  EXPECT_EQ(counters.credentials_changed, 1u);
  EXPECT_EQ(counters.new_secrets_accepted, 1u);
  EXPECT_EQ(counters.new_secrets_rejected, 0u);
}

TEST_F(TokenManagerSecretsTest, RefusedNewSecretIsNamedAndTheOldOneStaysInUse) {
  credentials_.Set({"hush-old"});
  HaveToken("t1");
  Change({"hush-old", "hush-wrong"});
  Land(FetchFailure(Fetch::kRejected, "HTTP 401 (invalid_client)"));
  EXPECT_EQ(Get()->token(), "t1");
  Land(FetchedToken("t2"));
  EXPECT_EQ(Events(TokenEvent::Kind::kNewSecretRejected), 1u);
  EXPECT_EQ(Events(TokenEvent::Kind::kSecretRejected), 0u);
  ASSERT_GE(events_.size(), 2u);
  const std::string& text = events_[events_.size() - 2].text;
  EXPECT_THAT(text, HasSubstr("the new client secret (number 2) does not work: HTTP 401"));
  EXPECT_THAT(text, HasSubstr("another one (number 1) is in use: correct"));
  EXPECT_THAT(text, Not(HasSubstr("hush")));
  manager_->Reject(Secret("t2"));
  Land(FetchedToken("t3"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("hush-old", "hush-wrong", "hush-old", "hush-old"));
  EXPECT_EQ(manager_->status().counters.new_secrets_rejected, 1u);
}

TEST_F(TokenManagerSecretsTest, TheLineOfTheFileIsNamed) {
  Credentials credentials;
  credentials.client_id = "client-1";
  credentials.secrets = {Secret("a"), Secret("b")};
  credentials.lines = {2, 5};
  credentials_.SetCredentials(credentials);
  Get();
  Land(FetchFailure(Fetch::kRejected, "refused"));
  Land(FetchFailure(Fetch::kRejected, "refused"));
  EXPECT_THAT(LastEvent(), HasSubstr("tried 2 secrets (line 2, line 5)"));
}

TEST_F(TokenManagerSecretsTest, OnlyWrongSecretsKeepTheTokenServedAndAreSaidOnce) {
  credentials_.Set({"old"});
  HaveToken("t1");
  Change({"wrong"});
  Land(FetchFailure(Fetch::kRejected, "refused"));
  EXPECT_EQ(Get()->token(), "t1");
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsRejected), 1u);
  EXPECT_EQ(Events(TokenEvent::Kind::kNewSecretRejected), 0u);
  EXPECT_FALSE(events_.back().repeated);
  EXPECT_GE(events_.back().retry_in, absl::Seconds(15));
  Change({"right"});
  Land(FetchedToken("t2"));
  EXPECT_EQ(Get()->token(), "t2");
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("old", "wrong", "right"));
}

TEST_F(TokenManagerSecretsTest, ChangeEndsAPauseOfRefusedSecretsAndIsNewsIfRefusedAgain) {
  credentials_.Set({"wrong"});
  Get();
  Land(FetchFailure(Fetch::kRejected, "refused"));
  EXPECT_EQ(Get()->result.kind, Kind::kRejected);
  Change({"wrong-too"});
  const auto call = Get();
  Land(FetchFailure(Fetch::kRejected, "refused"));
  EXPECT_EQ(call->result.kind, Kind::kRejected);
  EXPECT_FALSE(events_.back().repeated);
  Change({"right"});
  const auto happy = Get();
  Land(FetchedToken("t1"));
  EXPECT_EQ(happy->token(), "t1");
}

TEST_F(TokenManagerSecretsTest, ChangeDoesNotEndAPauseTheEndpointAskedFor) {
  HaveToken("t1");
  executor_.AdvanceBy(kSoon);
  Land(FetchFailure(Fetch::kThrottled, "HTTP 429", absl::Seconds(40)));
  Change({"new", "secret-1"});
  EXPECT_EQ(fetcher_.held(), 0u);
  executor_.AdvanceBy(absl::Seconds(40));
  EXPECT_EQ(fetcher_.secrets().back(), "new");
}

TEST_F(TokenManagerSecretsTest, SecretIsProbedUntilTheEndpointHasSaidSomethingAboutIt) {
  credentials_.Set({"old"});
  HaveToken("t1");
  Change({"old", "new"});
  Land(FetchFailure(Fetch::kUnavailable, "down"));
  EXPECT_EQ(Get()->token(), "t1");
  executor_.AdvanceBy(events_.back().retry_in);
  Land(FetchedToken("t2"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("old", "new", "new"));
}

TEST_F(TokenManagerSecretsTest, ChangeDuringAFlightIsProbedRightAfterIt) {
  credentials_.Set({"old"});
  const auto call = Get();
  executor_.RunDue();
  Change({"new", "old"});
  EXPECT_EQ(fetcher_.started(), 1u);
  fetcher_.Answer(FetchedToken("t1"));
  EXPECT_EQ(call->token(), "t1");
  Land(FetchedToken("t2"));
  EXPECT_THAT(fetcher_.secrets(), ElementsAre("old", "new"));
  EXPECT_EQ(Get()->token(), "t2");
}

TEST_F(TokenManagerSecretsTest, CallersWaitForTheSecretThatReplacesARefusedOne) {
  credentials_.Set({"deleted"});
  const auto call = Get();
  executor_.RunDue();
  Change({"new"});
  fetcher_.Answer(FetchFailure(Fetch::kRejected, "refused"));
  EXPECT_FALSE(call->done());
  Land(FetchedToken("t1"));
  EXPECT_EQ(call->token(), "t1");
}

TEST_F(TokenManagerSecretsTest, ChangeThatAFlightHasSeenAlreadyCostsNoProbe) {
  credentials_.Set({"old"});
  HaveToken("t1");
  credentials_.Set({"new"});
  manager_->Reject(Secret("t1"));
  executor_.RunDue();
  Change({"new"});
  Land(FetchedToken("t2"));
  Change({"new"});
  EXPECT_EQ(fetcher_.started(), 2u);
}

TEST_F(TokenManagerSecretsTest, FileWrittenWithoutAChangeCostsNothing) {
  credentials_.Set({"a", "b"});
  HaveToken("t1");
  Change({"a", "b"});
  EXPECT_EQ(fetcher_.started(), 1u);
  EXPECT_EQ(manager_->status().counters.credentials_changed, 0u);
}

TEST_F(TokenManagerSecretsTest, WhileUnreadableTheLastGoodSecretsStayInForceAndOneWarningSaysSo) {
  HaveToken("t1");
  ChangeToUnreadable();
  ChangeToUnreadable();
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsStale), 1u);
  EXPECT_THAT(LastEvent(), HasSubstr("/etc/x"));
  EXPECT_EQ(fetcher_.started(), 1u);
  manager_->Reject(Secret("t1"));
  Land(FetchedToken("t2"));
  EXPECT_EQ(Get()->token(), "t2");
  EXPECT_EQ(fetcher_.secrets().back(), "secret-1");
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsStale), 1u) << "said once";
  EXPECT_EQ(manager_->status().counters.credentials_stale, 1u);
  EXPECT_EQ(manager_->status().counters.credentials_unreadable, 0u);

  Change({"secret-1"});
  EXPECT_EQ(fetcher_.held(), 0u) << "readable again, but nothing is new";
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsReadable), 1u);
  ChangeToUnreadable();
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsStale), 2u);
  Change({"secret-2"});
  Land(FetchedToken("t3"));
  EXPECT_EQ(fetcher_.secrets().back(), "secret-2");
}

TEST_F(TokenManagerSecretsTest, UnreadableFromTheStartIsToldInFullOnlyToTheLog) {
  credentials_.Fail(absl::NotFoundError("client secret file \"/etc/x\" does not exist"));
  const auto call = Get();
  executor_.RunDue();
  EXPECT_EQ(call->result.kind, Kind::kUnavailable);
  EXPECT_EQ(call->token(), "(the gateway cannot read its client secret)");
  EXPECT_EQ(Events(TokenEvent::Kind::kCredentialsUnreadable), 1u);
  EXPECT_THAT(LastEvent(), HasSubstr("/etc/x"));
  EXPECT_EQ(fetcher_.started(), 0u);
  EXPECT_EQ(manager_->status().counters.credentials_unreadable, 1u);
  Change({"secret-1"});
  Land(FetchedToken("t1"));
  EXPECT_EQ(Get()->token(), "t1") << "the pause goes on although the file is there";
}

}  // namespace
}  // namespace smartcar_gateway
