// Tests of RetryingTransport.
#include "server/http/retrying_transport.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

RetryAdvice Advise(const HttpResponse& response) {
  if (response.status == 429) return RetryAdvice::kWhenTold;
  return response.status >= 500 ? RetryAdvice::kBackoff : RetryAdvice::kNever;
}

class RetryingTransportTest : public ::testing::Test {
 protected:
  void Make(RetryBudget::Options budget = {}) {
    RetryingTransport::Options options;
    options.policy.max_attempts = 3;
    options.policy.initial_backoff = absl::Milliseconds(100);
    options.policy.max_backoff = absl::Seconds(2);
    options.budget = budget;
    options.advisor = Advise;
    transport_ = std::make_unique<RetryingTransport>(
        options, clock_, executor_, [] { return 0.5; }, wire_);
  }

  void Start(Replay replay = Replay::kAllowed, absl::Duration timeout = absl::Minutes(1)) {
    HttpRequest request;
    request.url = "https://host/path";
    request.headers = {{"sc-user-id", "u"}};
    request.deadline = clock_.Now() + timeout;
    request.replay = replay;
    cancellation_ = std::make_shared<Cancellation>();
    transport_->Start(std::move(request), cancellation_,
                      [this](HttpResult result) { results_.push_back(std::move(result)); });
  }

  const HttpResult& OnlyResult() {
    EXPECT_EQ(results_.size(), 1u);
    return results_.back();
  }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport wire_;
  std::unique_ptr<RetryingTransport> transport_;
  std::shared_ptr<Cancellation> cancellation_;
  std::vector<HttpResult> results_;
};

TEST_F(RetryingTransportTest, SuccessNeedsNeitherTimerNorSecondAttempt) {
  Make();
  wire_.Script(Reply(200, "fine"));
  Start();
  EXPECT_EQ(OnlyResult().response.body, "fine");
  EXPECT_EQ(wire_.started().size(), 1u);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(RetryingTransportTest, ReadIsSentAgainWholeAfterGrowingPauses) {
  Make();
  wire_.Script(Reply(503, ""));
  wire_.Script(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  wire_.Script(Reply(200, "fine"));
  Start();
  EXPECT_EQ(wire_.started().size(), 1u);
  executor_.AdvanceBy(absl::Milliseconds(49));
  EXPECT_EQ(wire_.started().size(), 1u);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(wire_.started().size(), 2u);
  executor_.AdvanceBy(absl::Milliseconds(99));
  EXPECT_EQ(wire_.started().size(), 2u);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(OnlyResult().response.status, 200);
  for (const HttpRequest& request : wire_.started()) {
    EXPECT_EQ(request.url, "https://host/path");
    EXPECT_EQ(request.headers.at(0).value, "u");
    EXPECT_EQ(request.deadline, wire_.started().at(0).deadline);
  }
}

TEST_F(RetryingTransportTest, TheLastFailureIsTheCallers) {
  Make();
  for (const int status : {500, 502, 503}) wire_.Script(Reply(status, ""));
  Start();
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(OnlyResult().response.status, 503);
  EXPECT_EQ(wire_.started().size(), 3u);
}

TEST_F(RetryingTransportTest, CommandsAreNeverSentAgain) {
  Make();
  for (HttpResult result :
       {Reply(503, "", {{"retry-after", "0"}}), Failure(TransportError::kConnectFailed, Sent::kNo),
        Failure(TransportError::kConnectionLost, Sent::kMaybe)}) {
    wire_.Script(std::move(result));
    Start(Replay::kOnce);
  }
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(results_.size(), 3u);
  EXPECT_EQ(wire_.started().size(), 3u);
}

TEST_F(RetryingTransportTest, ShortRetryAfterIsWaitedOut) {
  Make();
  wire_.Script(Reply(429, "", {{"retry-after", "1"}}));
  wire_.Script(Reply(200, ""));
  Start();
  executor_.AdvanceBy(absl::Milliseconds(999));
  EXPECT_EQ(wire_.started().size(), 1u);
  executor_.AdvanceBy(absl::Milliseconds(100));
  EXPECT_EQ(OnlyResult().response.status, 200);
}

TEST_F(RetryingTransportTest, LongRetryAfterSurfacesAtOnce) {
  Make();
  wire_.Script(Reply(503, "", {{"retry-after", "3600"}}));
  Start();
  EXPECT_EQ(OnlyResult().response.status, 503);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(RetryingTransportTest, FailureSurfacesWhenTheDeadlineLeavesNoRoom) {
  Make();
  wire_.Script(Reply(503, ""));
  Start(Replay::kAllowed, absl::Milliseconds(120));
  EXPECT_EQ(OnlyResult().response.status, 503);
}

TEST_F(RetryingTransportTest, CancelEndsThePauseAtOnce) {
  Make();
  wire_.Script(Reply(503, ""));
  Start();
  EXPECT_EQ(executor_.pending(), 1u);
  cancellation_->Cancel();
  EXPECT_EQ(OnlyResult().error, TransportError::kCancelled);
  EXPECT_EQ(executor_.pending(), 0u);
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(results_.size(), 1u);
  EXPECT_EQ(wire_.started().size(), 1u);
}

TEST_F(RetryingTransportTest, CancelReachesTheAttemptAfterAPause) {
  Make();
  wire_.Script(Reply(503, ""));
  Start();
  executor_.AdvanceBy(absl::Seconds(1));
  ASSERT_EQ(wire_.held(), 1u);
  cancellation_->Cancel();
  EXPECT_EQ(OnlyResult().error, TransportError::kCancelled);
  EXPECT_EQ(wire_.held(), 0u);
}

TEST_F(RetryingTransportTest, CallerWhoLeftGetsNoFurtherAttempt) {
  Make();
  Start();
  // The failure was on its way when the caller cancelled.
  cancellation_->SetHook(nullptr);
  cancellation_->Cancel();
  wire_.Answer(Reply(503, ""));
  EXPECT_EQ(OnlyResult().response.status, 503);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(RetryingTransportTest, TheBudgetIsThatOfAllReads) {
  Make({10, 0});
  constexpr int kReads = 100;
  wire_.Script(Reply(200, ""));
  Start();
  for (int i = 1; i < kReads; ++i) {
    // Whoever is sent again succeeds, so that each attempt after the first is one of the budget's.
    wire_.Script(Reply(503, ""));
    Start();
    if (executor_.pending() > 0) wire_.Script(Reply(200, ""));
    executor_.AdvanceBy(absl::Seconds(1));
  }
  EXPECT_EQ(results_.size(), kReads + 0u);
  EXPECT_EQ(wire_.started().size(), kReads + kReads / 10u);
}

TEST_F(RetryingTransportTest, NothingIsLeftBehindWhenItEnds) {
  Make();
  wire_.Script(Reply(503, ""));
  wire_.Script(Failure(TransportError::kCircuitOpen, Sent::kNo));
  Start();
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(OnlyResult().error, TransportError::kCircuitOpen);
  std::weak_ptr<Cancellation> gone = cancellation_;
  cancellation_ = nullptr;
  EXPECT_TRUE(gone.expired());
}

}  // namespace
}  // namespace smartcar_gateway
