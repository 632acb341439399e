// QuotaGuard: who goes, who waits, who is refused, for the application's limit.
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/quota/quota_guard_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(QuotaGuardTest, BurstGoesAtOnceAndTheNextWaitsForARefill) {
  Make(120, 2);
  for (int i = 0; i < 120; ++i) EXPECT_TRUE(Ask("a")->admitted());
  const auto late = Ask("a");
  EXPECT_TRUE(late->waits());
  executor_.AdvanceBy(absl::Seconds(29));
  EXPECT_TRUE(late->waits());
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_TRUE(late->admitted());
}

TEST_F(QuotaGuardTest, CallWhoseTurnComesAfterItsDeadlineIsRefusedAtOnce) {
  Make(120, 2);
  for (int i = 0; i < 120; ++i) Ask("a");
  const auto late = Ask("a", kRead, absl::Seconds(10));
  ASSERT_TRUE(late->refused());
  EXPECT_EQ(late->answers[0].limit, "application");
  EXPECT_EQ(late->answers[0].retry_after, absl::Seconds(30));
  EXPECT_EQ(late->answers[0].message,
            "the application may make 120 calls at once and 2 a minute; 0 calls wait already, and "
            "this one's turn would come in 30s, but it can wait no longer than 10s; try again in "
            "30s");
}

TEST_F(QuotaGuardTest, QueuePositionDecidesWhetherADeadlineCanBeMet) {
  Make(1, 6);  // one every 10 seconds
  Ask("a");
  EXPECT_TRUE(Ask("a", kRead, absl::Seconds(11))->waits());
  EXPECT_TRUE(Ask("a", kRead, absl::Seconds(21))->waits());
  const auto third = Ask("a", kRead, absl::Seconds(29));
  ASSERT_TRUE(third->refused());
  EXPECT_EQ(third->answers[0].retry_after, absl::Seconds(30));
  EXPECT_THAT(third->answers[0].message, HasSubstr("2 calls wait already"));
  // Another caller's turn comes before a's second.
  EXPECT_TRUE(Ask("b", kRead, absl::Seconds(29))->waits());
}

TEST_F(QuotaGuardTest, NobodyWaitsLongerThanConfigured) {
  options_.max_queue_time = absl::Seconds(15);
  Make(1, 6);
  Ask("a");
  EXPECT_TRUE(Ask("a")->waits());
  const auto late = Ask("a");
  ASSERT_TRUE(late->refused());
  EXPECT_EQ(late->answers[0].limit, "application");
  EXPECT_THAT(late->answers[0].message, HasSubstr("it can wait no longer than 15s"));
}

TEST_F(QuotaGuardTest, WaitingTimeOfZeroMeansThatNobodyWaits) {
  options_.max_queue_time = absl::ZeroDuration();
  Make(2, 60);
  EXPECT_TRUE(Ask("a")->admitted());
  EXPECT_TRUE(Ask("a")->admitted());
  EXPECT_TRUE(Ask("a")->refused());
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(QuotaGuardTest, CommandsOvertakeWaitingReads) {
  Make(1, 60);
  Ask("first");
  Ask("read");
  Ask("command", kCommand);
  executor_.AdvanceBy(absl::Seconds(2));
  EXPECT_THAT(admitted_, ElementsAre("first", "command", "read"));
}

TEST_F(QuotaGuardTest, ModestCallerIsServedItsShareBesideAGreedyOne) {
  options_.max_queue_time = absl::Hours(1000);
  Make(20, 60);
  for (int i = 0; i < 10'000; ++i) Ask("greedy", kRead, absl::Hours(100));
  std::vector<std::shared_ptr<Asked>> modest;
  for (int i = 0; i < 10; ++i) {
    modest.push_back(Ask("modest", kRead, absl::Seconds(25)));
    EXPECT_TRUE(modest.back()->waits());
  }
  executor_.AdvanceBy(absl::Seconds(22));
  for (const auto& asked : modest) EXPECT_TRUE(asked->admitted());
  EXPECT_EQ(admitted_.size(), 20u + 22u);
}

TEST_F(QuotaGuardTest, WaiterOvertakenByOthersIsRefusedByItsDeadline) {
  Make(1, 6);
  Ask("a");
  const auto read = Ask("a", kRead, absl::Seconds(15));
  ASSERT_TRUE(read->waits());
  Ask("b", kCommand);
  Ask("b", kCommand);
  executor_.AdvanceBy(absl::Seconds(15));
  ASSERT_TRUE(read->refused());
  EXPECT_EQ(read->answers[0].limit, "application");
  EXPECT_THAT(read->answers[0].message, HasSubstr("its turn does not come before its deadline"));
  EXPECT_GT(read->answers[0].retry_after, absl::ZeroDuration());
}

TEST_F(QuotaGuardTest, FullQueueRefusesItsGreediestCallerAndKeepsNobodyElseOut) {
  options_.max_queue_length = 3;
  Make(1, 60);
  Ask("greedy");
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Ask("greedy")->waits());
  const auto last = Ask("greedy");
  EXPECT_TRUE(last->waits());
  const auto refused = Ask("greedy");
  ASSERT_TRUE(refused->refused());
  EXPECT_EQ(refused->answers[0].limit, "queue");
  EXPECT_THAT(refused->answers[0].message, HasSubstr("3 calls wait already, and no more may"));
  EXPECT_EQ(refused->answers[0].retry_after, absl::Seconds(4));
  const auto modest = Ask("modest");
  EXPECT_TRUE(modest->waits());
  executor_.RunDue();
  ASSERT_TRUE(last->refused());
  EXPECT_EQ(last->answers[0].limit, "queue");
  executor_.AdvanceBy(absl::Seconds(2));
  EXPECT_TRUE(modest->admitted());
}

TEST_F(QuotaGuardTest, CancelLeavesTheQueueAndFreesThePlace) {
  Make(1, 60);
  Ask("a");
  const auto cancelled = Ask("a");
  const auto next = Ask("a");
  cancelled->cancellation->Cancel();
  EXPECT_TRUE(cancelled->answered(Kind::kCancelled));
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_TRUE(next->admitted());
  EXPECT_TRUE(cancelled->answered(Kind::kCancelled));
}

TEST_F(QuotaGuardTest, CancelBeforeAskingCostsNothing) {
  Make(1, 60);
  auto cancellation = std::make_shared<Cancellation>();
  cancellation->Cancel();
  QuotaAnswer::Kind kind = Kind::kAdmitted;
  guard_->Admit({}, cancellation, [&](QuotaAnswer answer) { kind = answer.kind; });
  EXPECT_EQ(kind, Kind::kCancelled);
  EXPECT_TRUE(Ask("a")->admitted());
}

TEST_F(QuotaGuardTest, AdmittedCallsHookIsItsOwn) {
  Make(1, 60);
  Ask("a");
  const auto waited = Ask("a");
  executor_.AdvanceBy(absl::Seconds(1));
  ASSERT_TRUE(waited->admitted());
  waited->cancellation->Cancel();
  EXPECT_EQ(waited->answers.size(), 1u);
}

TEST_F(QuotaGuardTest, CallNotMadeLetsTheNextOneGo) {
  Make(1, 60);
  const auto made = Ask("a");
  const auto next = Ask("a");
  guard_->GiveBack(made->answers[0].permit);
  EXPECT_TRUE(next->waits()) << "nobody is answered inside of somebody else's call";
  executor_.RunDue();
  EXPECT_TRUE(next->admitted());
}

TEST_F(QuotaGuardTest, TenThousandWaitersShareOneTimer) {
  options_.max_queue_time = absl::Hours(1000);
  Make(1, 60);
  for (int i = 0; i < 10'000; ++i) Ask("a", kRead, absl::Hours(100));
  EXPECT_EQ(executor_.pending(), 1u);
  executor_.AdvanceBy(absl::Seconds(5));
  EXPECT_EQ(admitted_.size(), 6u);
  EXPECT_EQ(executor_.pending(), 1u);
}

TEST_F(QuotaGuardTest, LateTimerReleasesAllThatHasBeenGained) {
  Make(1, 60);
  for (int i = 0; i < 5; ++i) Ask("a");
  clock_.Advance(absl::Seconds(60));  // the machine was asleep
  executor_.RunDue();
  EXPECT_EQ(admitted_.size(), 2u) << "the bucket holds one";
}

TEST_F(QuotaGuardTest, LateTimerAdmitsNobodyWhoseDeadlineHasPassed) {
  Make(1, 60);
  Ask("a");
  const auto late = Ask("a", kRead, absl::Seconds(10));
  const auto patient = Ask("a");
  clock_.Advance(absl::Seconds(10));
  executor_.RunDue();
  EXPECT_TRUE(late->refused());
  EXPECT_TRUE(patient->admitted());
}

TEST_F(QuotaGuardTest, ClockSetBackDelaysNobodyByMoreThanOneRefill) {
  Make(1, 60);
  Ask("a");
  QuotaCall call;
  call.deadline = absl::InfiniteFuture();
  bool admitted = false;
  guard_->Admit(call, std::make_shared<Cancellation>(),
                [&](QuotaAnswer answer) { admitted = answer.kind == Kind::kAdmitted; });
  clock_.Advance(-absl::Hours(5));
  // What the executor's own clock, which is not set, would do.
  clock_.Advance(absl::Seconds(1));
  guard_->GiveBack({QuotaBucket::Unit{7}, "", {}});  // somebody looks at the clock
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_TRUE(admitted);
}

TEST_F(QuotaGuardTest, ShutdownEndsThoseWhoWaitAndThoseWhoComeLater) {
  Make(1, 60);
  Ask("a");
  const auto waiting = Ask("a");
  guard_->Shutdown();
  EXPECT_TRUE(waiting->answered(Kind::kShutDown));
  EXPECT_TRUE(Ask("a")->answered(Kind::kShutDown));
  EXPECT_EQ(executor_.pending(), 0u);
}

TEST_F(QuotaGuardTest, DestructorEndsThoseWhoWait) {
  Make(1, 60);
  Ask("a");
  const auto waiting = Ask("a");
  guard_ = nullptr;
  EXPECT_TRUE(waiting->answered(Kind::kShutDown));
  executor_.AdvanceBy(absl::Minutes(1));
  waiting->cancellation->Cancel();
  EXPECT_EQ(waiting->answers.size(), 1u);
}

TEST_F(QuotaGuardTest, HoldingBackIsToldOnceAMinute) {
  Make(1, 60);
  for (int i = 0; i < 50; ++i) Ask("a");
  ASSERT_EQ(Count(QuotaEvent::Kind::kHoldingBack), 1);
  EXPECT_EQ(events_[0].text,
            "calls are held back, since the application may make 1 call at once and 60 a minute; "
            "1 wait");
  executor_.AdvanceBy(absl::Minutes(1));
  Ask("a");
  Ask("a");
  ASSERT_EQ(Count(QuotaEvent::Kind::kHoldingBack), 2);
  EXPECT_THAT(events_[1].text, HasSubstr("(and 48 times more since the last such line)"));
}

TEST_F(QuotaGuardTest, OptionsWithoutSenseAreRefused) {
  options_.burst = 0;
  EXPECT_EQ(QuotaGuard::Create(options_, clock_, executor_, nullptr).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace smartcar_gateway
