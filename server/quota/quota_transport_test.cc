// QuotaTransport: what it asks of the guard, and what it learns from replies.
#include "server/quota/quota_transport.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

// The status tells whose limit the reply is about.
RateLimit ReadLimit(const HttpResponse& response) {
  if (response.status == 429) return RateLimit::kApplication;
  if (response.status == 428) return RateLimit::kVehicle;
  if (response.status == 502) return RateLimit::kCarMaker;
  return RateLimit::kNone;
}

class QuotaTransportTest : public ::testing::Test {
 protected:
  struct HttpCall {
    std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
    std::vector<HttpResult> results;

    const HttpResult& result() const { return results.at(0); }
    bool ended(TransportError error) const {
      return results.size() == 1 && results[0].error == error;
    }
  };

  void SetUp() override {
    QuotaOptions options;
    options.burst = 2;
    options.refill_per_minute = 60;
    options.month.hard = 3;
    auto created = QuotaGuard::Create(options, clock_, executor_, nullptr);
    ASSERT_TRUE(created.ok());
    guard_ = *std::move(created);
    transport_ = std::make_unique<QuotaTransport>(*guard_, clock_, ReadLimit, next_);
  }

  std::shared_ptr<HttpCall> Start(const std::string& vehicle_id = "",
                                  absl::Duration patience = absl::Minutes(1),
                                  Replay replay = Replay::kAllowed) {
    HttpRequest request;
    request.url = "https://smartcar.test/" + vehicle_id;
    request.body = "body";
    request.deadline = clock_.Now() + patience;
    request.replay = replay;
    auto info = std::make_shared<CallInfo>();
    info->caller = "caller";
    info->vehicle_id = vehicle_id;
    request.call = std::move(info);
    auto call = std::make_shared<HttpCall>();
    transport_->Start(std::move(request), call->cancellation,
                      [call](HttpResult result) { call->results.push_back(std::move(result)); });
    return call;
  }

  // Ends with this reply.
  std::shared_ptr<HttpCall> StartAnswered(HttpResult result, const std::string& vehicle_id = "") {
    next_.Script(std::move(result));
    return Start(vehicle_id);
  }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport next_;
  std::unique_ptr<QuotaGuard> guard_;
  std::unique_ptr<QuotaTransport> transport_;
};

TEST_F(QuotaTransportTest, AdmittedRequestAndItsReplyPassUntouched) {
  const auto call = StartAnswered(Reply(404, "not here", {{"x", "y"}}), "car");
  ASSERT_TRUE(call->ended(TransportError::kNone));
  EXPECT_EQ(call->result().response.status, 404);
  EXPECT_EQ(call->result().response.body, "not here");
  EXPECT_EQ(call->result().response.Header("x"), "y");
  ASSERT_EQ(next_.started().size(), 1u);
  EXPECT_EQ(next_.started()[0].url, "https://smartcar.test/car");
  EXPECT_EQ(next_.started()[0].body, "body");
  EXPECT_EQ(next_.started()[0].call->caller, "caller");
}

TEST_F(QuotaTransportTest, WaitingRequestStartsNothingBelowUntilItsTurn) {
  Start();
  Start();
  const auto third = Start();
  EXPECT_EQ(next_.started().size(), 2u);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(next_.started().size(), 3u);
  next_.Answer(Reply(200, ""));
  next_.Answer(Reply(200, ""));
  next_.Answer(Reply(204, ""));
  EXPECT_EQ(third->result().response.status, 204);
}

TEST_F(QuotaTransportTest, RefusedRequestIsHeldBackUnsentAndSaysWhy) {
  Start();
  Start();
  const auto third = Start("", absl::Milliseconds(500));
  ASSERT_TRUE(third->ended(TransportError::kHeldBack));
  EXPECT_EQ(third->result().sent, Sent::kNo);
  EXPECT_EQ(third->result().limit, "application");
  EXPECT_EQ(third->result().retry_after, absl::Seconds(1));
  EXPECT_FALSE(third->result().message.empty());
  EXPECT_EQ(next_.started().size(), 2u);
}

TEST_F(QuotaTransportTest, CommandWaitsNoLongerThanItsCallers) {
  Start();
  Start();
  HttpRequest request;
  request.deadline = clock_.Now() + absl::Minutes(5);
  request.send_by = clock_.Now() + absl::Milliseconds(500);
  TransportError error = TransportError::kNone;
  transport_->Start(std::move(request), std::make_shared<Cancellation>(),
                    [&](HttpResult result) { error = result.error; });
  EXPECT_EQ(error, TransportError::kHeldBack);
}

TEST_F(QuotaTransportTest, RequestThatMustNotBeSentTwiceIsACommandAndGoesFirst) {
  Start();
  Start();
  Start("read");
  Start("command", absl::Minutes(1), Replay::kOnce);
  executor_.AdvanceBy(absl::Seconds(1));
  ASSERT_EQ(next_.started().size(), 3u);
  EXPECT_EQ(next_.started()[2].url, "https://smartcar.test/command");
}

TEST_F(QuotaTransportTest, CancelWhileWaitingSendsNothing) {
  Start();
  Start();
  const auto third = Start();
  third->cancellation->Cancel();
  ASSERT_TRUE(third->ended(TransportError::kCancelled));
  EXPECT_EQ(third->result().sent, Sent::kNo);
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(next_.started().size(), 2u);
}

TEST_F(QuotaTransportTest, CancelAfterItsTurnReachesTheLayerBelow) {
  Start();
  Start();
  const auto third = Start();
  executor_.AdvanceBy(absl::Seconds(1));
  third->cancellation->Cancel();
  ASSERT_TRUE(third->ended(TransportError::kCancelled));
  EXPECT_EQ(third->result().sent, Sent::kMaybe);
}

TEST_F(QuotaTransportTest, ShutDownEndsWaitingRequestsUnsent) {
  Start();
  Start();
  const auto third = Start();
  guard_->Shutdown();
  ASSERT_TRUE(third->ended(TransportError::kShutDown));
  EXPECT_EQ(third->result().sent, Sent::kNo);
}

TEST_F(QuotaTransportTest, RequestThatWasNeverSentIsGivenBack) {
  for (int i = 0; i < 10; ++i) {
    const auto call = StartAnswered(Failure(TransportError::kTokenUnavailable, Sent::kNo), "car");
    EXPECT_TRUE(call->ended(TransportError::kTokenUnavailable));
  }
  for (int i = 0; i < 10; ++i) {
    const auto call = StartAnswered(Failure(TransportError::kConnectFailed, Sent::kNo), "car");
    EXPECT_TRUE(call->ended(TransportError::kConnectFailed));
  }
  Start("car");
  Start("car");
  EXPECT_EQ(next_.started().size(), 22u) << "neither the bucket nor the month has lost one";
}

TEST_F(QuotaTransportTest, RequestThatMayHaveBeenSentIsNotGivenBack) {
  StartAnswered(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  HttpResult refused = Failure(TransportError::kCredentialsRejected, Sent::kNo);
  refused.response.status = 401;
  StartAnswered(refused);
  EXPECT_TRUE(Start("", absl::Milliseconds(500))->ended(TransportError::kHeldBack));
}

TEST_F(QuotaTransportTest, RefusalOfTheApplicationIsPassedOnAndStopsAllCalls) {
  const auto limited = StartAnswered(Reply(429, "", {{"retry-after", "3600"}}), "car");
  ASSERT_TRUE(limited->ended(TransportError::kNone));
  EXPECT_EQ(limited->result().response.status, 429);
  const auto next = Start("other");
  ASSERT_TRUE(next->ended(TransportError::kHeldBack));
  EXPECT_EQ(next->result().limit, "application");
  EXPECT_EQ(next->result().retry_after, absl::Hours(1));
}

TEST_F(QuotaTransportTest, RefusalOfTheApplicationWithoutATimeStopsForOneRefill) {
  StartAnswered(Reply(429, "", {{"retry-after", "0"}}));
  const auto next = Start();
  EXPECT_EQ(next_.started().size(), 1u);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(next_.started().size(), 2u);
}

TEST_F(QuotaTransportTest, RefusalOfAVehicleStopsCallsForItOnly) {
  const auto limited = StartAnswered(Reply(428, "", {{"retry-after", "3600"}}), "car");
  EXPECT_EQ(limited->result().response.status, 428);
  const auto next = Start("car");
  ASSERT_TRUE(next->ended(TransportError::kHeldBack));
  EXPECT_EQ(next->result().limit, "vehicle");
  EXPECT_EQ(next->result().retry_after, absl::Hours(1));
  Start("other");
  EXPECT_EQ(next_.started().size(), 2u);
}

TEST_F(QuotaTransportTest, RefusalOfAVehicleWithoutATimeIsForAMinute) {
  StartAnswered(Reply(428, ""), "car");
  EXPECT_EQ(Start("car")->result().retry_after, absl::Minutes(1));
}

TEST_F(QuotaTransportTest, CarMakersRefusalStopsCallsForThatVehicleIfItNamesATime) {
  StartAnswered(Reply(502, ""), "car");
  StartAnswered(Reply(502, "", {{"retry-after", "60"}}), "car");
  EXPECT_EQ(next_.started().size(), 2u);
  const auto next = Start("car");
  ASSERT_TRUE(next->ended(TransportError::kHeldBack));
  EXPECT_EQ(next->result().limit, "vehicle");
}

TEST_F(QuotaTransportTest, PauseLongerThanADayIsNotBelieved) {
  StartAnswered(Reply(428, "", {{"retry-after", "99999999"}}), "car");
  EXPECT_EQ(Start("car")->result().retry_after, absl::Hours(24));
}

TEST_F(QuotaTransportTest, RequestOfNobodyAboutNothingIsKeptWithinLimitsToo) {
  next_.Script(Reply(428, "", {{"retry-after", "60"}}));
  HttpRequest request;
  int ended = 0;
  transport_->Start(request, std::make_shared<Cancellation>(), [&](HttpResult) { ++ended; });
  EXPECT_EQ(ended, 1);
  Start();
  EXPECT_TRUE(Start("", absl::Milliseconds(500))->ended(TransportError::kHeldBack));
}

}  // namespace
}  // namespace smartcar_gateway
