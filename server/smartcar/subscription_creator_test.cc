// Tests of making a subscription and waiting until it can be seen.
#include "server/smartcar/subscription_creator.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/base/thread_executor.h"
#include "server/errors/error.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

HttpResult Taken() {
  return Reply(202, R"({"meta":{"message":"subscription creation in progress"}})",
               {{"sc-request-id", "r-1"}});
}

HttpResult NothingThere() { return Reply(200, R"({"data":[],"meta":{"totalCount":0}})"); }

std::string Entry(const std::string& id, const std::string& vehicle_id) {
  return absl::StrCat(R"({"id":")", id, R"(","type":"subscription","relationships":{
      "webhook":{"data":{"id":"w1"}},"user":{"data":{"id":"u1"}},
      "vehicle":{"data":{"id":")",
                      vehicle_id, R"("}}}})");
}

HttpResult There() { return Reply(200, absl::StrCat(R"({"data":[)", Entry("s1", "v1"), "]}")); }

v1::CreateSubscriptionRequest Wanted(absl::Duration wait) {
  v1::CreateSubscriptionRequest request;
  request.set_vehicle_id("v1");
  request.set_user_id("u1");
  request.set_webhook_id("w1");
  request.mutable_wait_timeout()->set_seconds(absl::ToInt64Seconds(wait));
  request.mutable_wait_timeout()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(wait % absl::Seconds(1))));
  return request;
}

class SubscriptionCreatorTest : public testing::Test {
 protected:
  void Create(absl::Duration wait) {
    context_.cancellation = std::make_shared<Cancellation>();
    creator_.Create(*BuildWish(Wanted(wait)), context_, &response_,
                    [this](SmartcarClient::Outcome outcome) {
                      ++ended_;
                      outcome_ = std::move(outcome);
                    });
  }

  size_t looks() const { return transport_.started().size() - 1; }

  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FakeHttpTransport transport_;
  SmartcarClient client_{SmartcarClient::Options(), &clock_, &transport_};
  SubscriptionCreator creator_{&client_, &clock_, &executor_};
  SmartcarClient::Context context_;
  v1::CreateSubscriptionResponse response_;
  SmartcarClient::Outcome outcome_;
  int ended_ = 0;
};

TEST_F(SubscriptionCreatorTest, GivesTheSubscriptionOnceItIsSeen) {
  transport_.Script(Taken());
  transport_.Script(NothingThere());
  transport_.Script(There());
  Create(absl::Seconds(10));
  EXPECT_EQ(looks(), 0u) << "Smartcar needs a moment";
  executor_.AdvanceBy(absl::Milliseconds(500));
  EXPECT_EQ(looks(), 1u);
  executor_.AdvanceBy(absl::Milliseconds(999));
  EXPECT_EQ(looks(), 1u);
  EXPECT_EQ(ended_, 0);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_EQ(response_.subscription().subscription_id(), "s1");
  EXPECT_FALSE(response_.pending());
  EXPECT_EQ(response_.upstream_request_id(), "r-1") << "that of the wish, not of a look";
  EXPECT_EQ(outcome_.upstream_status, 202);
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, LooksByTurnsForSimulatedVehicles) {
  transport_.Script(Taken());
  for (int i = 0; i < 3; ++i) transport_.Script(NothingThere());
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Seconds(4));
  const std::vector<HttpRequest> sent = transport_.started();
  ASSERT_EQ(sent.size(), 4u);
  EXPECT_FALSE(absl::StrContains(sent[1].url, "mode"));
  EXPECT_TRUE(absl::StrContains(sent[2].url, "mode%5D=simulated"));
  EXPECT_FALSE(absl::StrContains(sent[3].url, "mode"));
}

TEST_F(SubscriptionCreatorTest, PausesGrowAndTheWaitEnds) {
  transport_.Script(Taken());
  for (int i = 0; i < 20; ++i) transport_.Script(NothingThere());
  Create(absl::Seconds(60));
  std::vector<absl::Duration> at;
  const absl::Time start = clock_.Now();
  while (ended_ == 0 && clock_.Now() < start + absl::Minutes(2)) {
    const size_t before = looks();
    executor_.AdvanceBy(absl::Milliseconds(250));
    if (looks() != before) at.push_back(clock_.Now() - start);
  }
  const std::vector<absl::Duration> expected = {
      absl::Milliseconds(500),    absl::Milliseconds(1'500),  absl::Milliseconds(3'500),
      absl::Milliseconds(7'500),  absl::Milliseconds(15'500), absl::Milliseconds(30'500),
      absl::Milliseconds(45'500), absl::Milliseconds(52'750)};
  EXPECT_EQ(at, expected);
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_TRUE(response_.pending());
  EXPECT_FALSE(response_.has_subscription());
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, ShortWaitStillLooksOnce) {
  transport_.Script(Taken());
  transport_.Script(There());
  Create(absl::Milliseconds(100));
  executor_.AdvanceBy(absl::Milliseconds(50));
  EXPECT_EQ(response_.subscription().subscription_id(), "s1");
}

TEST_F(SubscriptionCreatorTest, NoWaitDoesNotLook) {
  transport_.Script(Taken());
  Create(absl::ZeroDuration());
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_TRUE(response_.pending());
  EXPECT_EQ(looks(), 0u);
}

TEST_F(SubscriptionCreatorTest, WaitEndsBeforeTheDeadline) {
  context_.deadline = clock_.Now() + absl::Seconds(2);
  transport_.Script(Taken());
  Create(absl::Seconds(60));
  executor_.AdvanceBy(absl::Milliseconds(500));
  ASSERT_EQ(transport_.held(), 1u);
  const absl::Time look_ends = transport_.started()[1].deadline;
  EXPECT_LT(look_ends, context_.deadline - absl::Milliseconds(20));
  clock_.Set(look_ends);
  transport_.Answer(Failure(TransportError::kTimedOut, Sent::kMaybe));
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_TRUE(response_.pending());
}

TEST_F(SubscriptionCreatorTest, TakesNoOtherSubscriptionForTheOneWanted) {
  transport_.Script(Taken());
  transport_.Script(Reply(200, absl::StrCat(R"({"data":[)", Entry("s0", "v0"), "]}")));
  transport_.Script(
      Reply(200, absl::StrCat(R"({"data":[)", Entry("s0", "v0"), ",", Entry("s1", "v1"), "]}")));
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Milliseconds(500));
  EXPECT_EQ(ended_, 0);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(response_.subscription().subscription_id(), "s1");
}

TEST_F(SubscriptionCreatorTest, LooksThatFailDoNotFailTheWish) {
  transport_.Script(Taken());
  transport_.Script(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  transport_.Script(Reply(200, "<html>"));
  transport_.Script(Reply(500, ""));
  transport_.Script(There());
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Seconds(10));
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_EQ(response_.subscription().subscription_id(), "s1");
}

TEST_F(SubscriptionCreatorTest, SpentAllowanceEndsTheLooking) {
  transport_.Script(Taken());
  transport_.Script(Reply(429, ""));
  Create(absl::Seconds(60));
  executor_.AdvanceBy(absl::Milliseconds(500));
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok());
  EXPECT_TRUE(response_.pending());
}

TEST_F(SubscriptionCreatorTest, WishThatIsRefusedIsNotLookedFor) {
  transport_.Script(Reply(409, ""));
  Create(absl::Seconds(10));
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(outcome_.status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(outcome_.status), "SUBSCRIPTION_EXISTS");
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, LostAnswerLeavesTheOutcomeUnknown) {
  transport_.Script(Failure(TransportError::kConnectionLost, Sent::kMaybe));
  Create(absl::Seconds(10));
  EXPECT_EQ(ReasonOf(outcome_.status), "OUTCOME_UNKNOWN");
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, CancelEndsAPauseAtOnce) {
  transport_.Script(Taken());
  Create(absl::Seconds(10));
  ASSERT_EQ(executor_.pending(), 1u);
  context_.cancellation->Cancel();
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(ReasonOf(outcome_.status), "CANCELLED");
  EXPECT_TRUE(absl::StrContains(outcome_.status.ToString(), "may_have_executed"));
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, StopEndsAPauseAsPending) {
  transport_.Script(Taken());
  Create(absl::Seconds(10));
  ASSERT_EQ(ended_, 0);
  creator_.Stop();
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok()) << outcome_.status;
  EXPECT_TRUE(response_.pending());
  executor_.AdvanceBy(absl::Minutes(1));
  EXPECT_EQ(looks(), 0u);
}

TEST_F(SubscriptionCreatorTest, StopDuringALookEndsAfterIt) {
  transport_.Script(Taken());
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Seconds(1));
  ASSERT_EQ(looks(), 1u);
  creator_.Stop();
  EXPECT_EQ(ended_, 0);
  transport_.Answer(Failure(TransportError::kShutDown, Sent::kMaybe));
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(outcome_.status.ok()) << outcome_.status;
  EXPECT_TRUE(response_.pending());
}

TEST_F(SubscriptionCreatorTest, CancelAbortsALook) {
  transport_.Script(Taken());
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Milliseconds(500));
  ASSERT_EQ(transport_.held(), 1u);
  context_.cancellation->Cancel();
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(ReasonOf(outcome_.status), "CANCELLED");
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, CancelBeforeThePauseIsSeen) {
  Create(absl::Seconds(10));
  ASSERT_EQ(transport_.held(), 1u);
  // As if the cancel had come too late for the transport.
  const auto cancellation = context_.cancellation;
  cancellation->SetHook(nullptr);
  cancellation->Cancel();
  transport_.Answer(Taken());
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(ReasonOf(outcome_.status), "CANCELLED");
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(SubscriptionCreatorTest, NothingIsLeftBehind) {
  transport_.Script(Taken());
  transport_.Script(There());
  Create(absl::Seconds(10));
  executor_.AdvanceBy(absl::Seconds(1));
  ASSERT_EQ(ended_, 1);
  const std::weak_ptr<Cancellation> cancellation = context_.cancellation;
  context_.cancellation = nullptr;
  EXPECT_TRUE(cancellation.expired());
}

// A cancel at any moment, while pauses begin and end on another thread.
TEST(SubscriptionCreatorThreadsTest, CancelAlwaysEndsItOnce) {
  for (int round = 0; round < 300; ++round) {
    std::mutex mutex;
    std::condition_variable changed;
    int ended = 0;
    v1::CreateSubscriptionResponse response;
    FakeHttpTransport transport;
    SmartcarClient client(SmartcarClient::Options(), &RealClock(), &transport);
    ThreadExecutor executor;
    SubscriptionCreator creator(&client, &RealClock(), &executor);
    transport.Script(Taken());
    SmartcarClient::Context context;
    context.cancellation = std::make_shared<Cancellation>();
    // The first pause ends at about the moment of the cancel; then the look is held.
    creator.Create(*BuildWish(Wanted(absl::Microseconds(round * 2 + 2))), context, &response,
                   [&](SmartcarClient::Outcome) {
                     const std::lock_guard<std::mutex> lock(mutex);
                     ++ended;
                     changed.notify_all();
                   });
    std::thread canceller([&] { context.cancellation->Cancel(); });
    {
      std::unique_lock<std::mutex> lock(mutex);
      changed.wait(lock, [&] { return ended > 0; });
    }
    canceller.join();
    EXPECT_EQ(ended, 1);
  }
}

}  // namespace
}  // namespace smartcar_gateway
