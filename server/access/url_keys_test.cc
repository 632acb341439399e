// Tests of UrlKeys: when keys are fetched, and who waits for them.
#include "server/access/url_keys.h"

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

using Renewal = KeySource::Renewal;

class UrlKeysTest : public testing::Test {
 protected:
  UrlKeysTest() { Start(); }

  void Start() {
    UrlKeys::Options options;
    options.issuer = "corp";
    options.url = "https://issuer.example/jwks";
    options.refresh = absl::Minutes(5);
    keys_ = std::make_unique<UrlKeys>(options, transport_, executor_, clock_,
                                      [this](const KeyEvent& event) { events_.push_back(event); });
  }

  // Answers the fetch under way, and lets the answer be read.
  void Answer(HttpResult result) {
    ASSERT_TRUE(transport_.Answer(std::move(result)));
    executor_.RunDue();
  }
  void AnswerWith(const std::vector<SigningKey>& keys) { Answer(Reply(200, JwkSetOf(keys))); }

  void Renew(absl::Time deadline = absl::InfiniteFuture()) {
    keys_->Renew(deadline, nullptr, [this](Renewal renewal) { renewals_.push_back(renewal); });
  }

  size_t fetches() const { return transport_.started().size(); }

  const SigningKey first_{"ES256", "first"};
  const SigningKey second_{"ES256", "second"};
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport transport_;
  std::vector<KeyEvent> events_;
  std::vector<Renewal> renewals_;
  std::unique_ptr<UrlKeys> keys_;
};

TEST_F(UrlKeysTest, FetchesAtOnceAndWithoutCredentials) {
  ASSERT_EQ(fetches(), 1u);
  const HttpRequest request = transport_.started()[0];
  EXPECT_EQ(request.method, HttpMethod::kGet);
  EXPECT_EQ(request.url, "https://issuer.example/jwks");
  EXPECT_EQ(request.bearer, nullptr);
  EXPECT_EQ(request.deadline, clock_.Now() + absl::Seconds(10));
  EXPECT_EQ(request.max_reply_bytes, 1u << 20);
  EXPECT_EQ(keys_->Current(), nullptr);
  AnswerWith({first_});
  EXPECT_TRUE(keys_->Current()->Has("first"));
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, KeyEvent::Kind::kChanged);
  EXPECT_EQ(events_[0].issuer, "corp");
  EXPECT_EQ(events_[0].text, "1 key");
}

TEST_F(UrlKeysTest, FetchesAgainAfterEachRefreshInterval) {
  AnswerWith({first_});
  for (size_t n = 2; n < 5; ++n) {
    executor_.AdvanceBy(absl::Minutes(5) - absl::Seconds(1));
    EXPECT_EQ(fetches(), n - 1);
    executor_.AdvanceBy(absl::Seconds(1));
    EXPECT_EQ(fetches(), n);
    AnswerWith({first_});
  }
  EXPECT_EQ(events_.size(), 1u);
}

TEST_F(UrlKeysTest, WithdrawnKeyIsGoneAfterTheRefresh) {
  AnswerWith({first_, second_});
  executor_.AdvanceBy(absl::Minutes(5));
  AnswerWith({second_});
  EXPECT_FALSE(keys_->Current()->Has("first"));
}

TEST_F(UrlKeysTest, SameKeysStayTheSameObject) {
  AnswerWith({first_, second_});
  const auto before = keys_->Current();
  executor_.AdvanceBy(absl::Minutes(5));
  AnswerWith({second_, first_});
  EXPECT_EQ(keys_->Current(), before);
}

TEST_F(UrlKeysTest, FailedRefreshLeavesTheKeysBeforeAndIsTriedSoonAgain) {
  AnswerWith({first_});
  const auto before = keys_->Current();
  executor_.AdvanceBy(absl::Minutes(5));
  struct Case {
    HttpResult result;
    std::string text;
  };
  const Case cases[] = {
      {Reply(503, ""), "jwks_url answers HTTP 503"},
      {Reply(302, "", {{"location", "https://evil.example"}}),
       "jwks_url answers HTTP 302, a redirect, which is never followed: name the place itself"},
      {Reply(200, "<html>"),
       "what jwks_url answers cannot be used: it is not a JWK Set: a JSON object with a list "
       "\"keys\""},
      {Failure(TransportError::kTlsFailed, Sent::kNo, "the certificate is bad"),
       "jwks_url cannot be read: the certificate is bad"},
      {Failure(TransportError::kReplyTooLarge, Sent::kMaybe),
       "what jwks_url answers is larger than 1048576 bytes"},
  };
  for (const Case& failing : cases) {
    events_.clear();
    for (int i = 0; i < 3; ++i) {
      Answer(failing.result);
      executor_.AdvanceBy(absl::Seconds(5));
    }
    EXPECT_EQ(keys_->Current(), before);
    ASSERT_EQ(events_.size(), 1u) << failing.text;
    EXPECT_EQ(events_[0].kind, KeyEvent::Kind::kFailed);
    EXPECT_EQ(events_[0].text, failing.text);
  }
  AnswerWith({first_});
  EXPECT_EQ(events_.back().kind, KeyEvent::Kind::kRecovered);
}

TEST_F(UrlKeysTest, WithoutAnyKeysCallsFailAtOnceUnlessTheyAreBeingFetched) {
  Renew();
  EXPECT_TRUE(renewals_.empty());
  Answer(Reply(500, ""));
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kFailed}));
  Renew();
  EXPECT_EQ(renewals_.size(), 2u);
  EXPECT_EQ(renewals_.back(), Renewal::kFailed);
  EXPECT_EQ(fetches(), 1u);
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(fetches(), 2u);
  Renew();
  AnswerWith({first_});
  EXPECT_EQ(renewals_.back(), Renewal::kDone);
}

TEST_F(UrlKeysTest, WhoNeedsNewerKeysGetsThemAtOnceAfterARest) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Seconds(5));
  Renew();
  EXPECT_EQ(fetches(), 2u);
  EXPECT_TRUE(renewals_.empty());
  AnswerWith({first_, second_});
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kDone}));
  EXPECT_TRUE(keys_->Current()->Has("second"));
}

TEST_F(UrlKeysTest, WhoComesWithinTheRestWaitsForItsEnd) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Seconds(2));
  Renew();
  executor_.AdvanceBy(absl::Seconds(3) - absl::Milliseconds(1));
  EXPECT_EQ(fetches(), 1u);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(fetches(), 2u);
  AnswerWith({first_, second_});
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kDone}));
}

TEST_F(UrlKeysTest, WhoJoinsAFetchUnderWayWaitsForTheNextOne) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Minutes(5));
  ASSERT_EQ(fetches(), 2u);
  executor_.AdvanceBy(absl::Seconds(1));
  Renew();
  // The issuer may have written this before the key of the token was there.
  AnswerWith({first_});
  EXPECT_TRUE(renewals_.empty());
  executor_.AdvanceBy(absl::Seconds(4));
  ASSERT_EQ(fetches(), 3u);
  AnswerWith({first_, second_});
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kDone}));
}

TEST_F(UrlKeysTest, SlowFetchIsFollowedByTheNextForThoseWhoJoinedIt) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Minutes(5));
  executor_.AdvanceBy(absl::Seconds(8));
  Renew();
  AnswerWith({first_});
  EXPECT_EQ(fetches(), 3u);
  AnswerWith({first_});
  EXPECT_EQ(renewals_.size(), 1u);
}

TEST_F(UrlKeysTest, StormOfUnknownKeysMakesOneFetchInFiveSeconds) {
  AnswerWith({first_});
  // 200 a second for ten minutes; the issuer answers within the next step.
  for (int step = 0; step < 10 * 60 * 10; ++step) {
    for (int i = 0; i < 20; ++i) Renew(clock_.Now() + absl::Seconds(60));
    executor_.AdvanceBy(absl::Milliseconds(100));
    while (transport_.held() > 0) AnswerWith({first_});
  }
  EXPECT_LE(fetches(), 1u + 10 * 60 / 5 + 2);
  EXPECT_GE(renewals_.size(), 100'000u);
  std::cout << "200 unknown keys a second for ten minutes: " << fetches() << " fetches\n";
}

TEST_F(UrlKeysTest, WaitersAreBounded) {
  AnswerWith({first_});
  for (size_t i = 0; i < UrlKeys::kMaxWaiters; ++i) Renew();
  EXPECT_TRUE(renewals_.empty());
  Renew();
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kTooMany}));
  executor_.AdvanceBy(absl::Seconds(5));
  AnswerWith({first_});
  EXPECT_EQ(renewals_.size(), UrlKeys::kMaxWaiters + 1);
}

TEST_F(UrlKeysTest, DeadlineEndsTheWait) {
  AnswerWith({first_});
  Renew(clock_.Now());
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kTooLate}));
  Renew(clock_.Now() + absl::Seconds(1));
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kTooLate, Renewal::kTooLate}));
  executor_.AdvanceBy(absl::Seconds(10));
  EXPECT_EQ(fetches(), 1u);
}

TEST_F(UrlKeysTest, CancelEndsTheWaitAndLeavesItsPlaceToOthers) {
  AnswerWith({first_});
  const auto cancellation = std::make_shared<Cancellation>();
  for (size_t i = 0; i < UrlKeys::kMaxWaiters; ++i) {
    keys_->Renew(clock_.Now() + absl::Minutes(1), cancellation,
                 [this](Renewal renewal) { renewals_.push_back(renewal); });
  }
  cancellation->Cancel();  // the last one: each has replaced the hook of the one before
  EXPECT_EQ(renewals_, std::vector<Renewal>{Renewal::kLeft});
  Renew();
  EXPECT_EQ(renewals_.size(), 1u) << "there was room";
  const auto cancelled_before = std::make_shared<Cancellation>();
  cancelled_before->Cancel();
  keys_ = nullptr;
  renewals_.clear();
  Start();
  keys_->Renew(absl::InfiniteFuture(), cancelled_before,
               [this](Renewal renewal) { renewals_.push_back(renewal); });
  EXPECT_EQ(renewals_, std::vector<Renewal>{Renewal::kLeft});
}

TEST_F(UrlKeysTest, AfterStopNobodyWaits) {
  AnswerWith({first_});
  Renew();
  keys_->Stop();
  EXPECT_EQ(renewals_, std::vector<Renewal>{Renewal::kFailed});
  Renew();
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kFailed, Renewal::kFailed}));
  EXPECT_TRUE(keys_->Current()->Has("first"));
}

TEST_F(UrlKeysTest, FailureIsToldToThoseWhoWait) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Seconds(5));
  Renew();
  Answer(Failure(TransportError::kTimedOut, Sent::kMaybe));
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kFailed}));
}

TEST_F(UrlKeysTest, EndAnswersThoseWhoWaitAndStopsFetching) {
  AnswerWith({first_});
  executor_.AdvanceBy(absl::Seconds(5));
  Renew();
  ASSERT_EQ(transport_.held(), 1u);
  keys_.reset();
  EXPECT_EQ(renewals_, (std::vector<Renewal>{Renewal::kFailed}));
  EXPECT_EQ(transport_.held(), 0u);
  executor_.AdvanceBy(absl::Hours(1));
  EXPECT_EQ(fetches(), 2u);
}

}  // namespace
}  // namespace smartcar_gateway
