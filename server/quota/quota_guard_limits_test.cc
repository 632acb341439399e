// QuotaGuard: what it learns from Smartcar's refusals, and the limits of single vehicles.
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/quota/quota_guard_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(QuotaGuardTest, RefusalOfTheApplicationEmptiesTheBucketUntilThen) {
  Make(120, 2);
  guard_->ApplicationLimited(absl::Hours(1));
  const auto late = Ask("a", kRead, absl::Minutes(4));
  ASSERT_TRUE(late->refused());
  EXPECT_EQ(late->answers[0].limit, "application");
  EXPECT_EQ(late->answers[0].retry_after, absl::Hours(1));
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(Ask("a")->admitted());
  EXPECT_TRUE(Ask("a")->waits());
}

TEST_F(QuotaGuardTest, RefusalWithoutATimeIsForOneRefill) {
  Make(120, 2);
  guard_->ApplicationLimited(absl::nullopt);
  const auto next = Ask("a");
  EXPECT_TRUE(next->waits());
  executor_.AdvanceBy(absl::Seconds(30));
  EXPECT_TRUE(next->admitted());
}

TEST_F(QuotaGuardTest, WaitersWhoCannotWaitUntilThenAreRefusedAtOnceAndOthersStay) {
  options_.max_queue_time = absl::Hours(1);
  Make(1, 60);
  Ask("a");
  const auto hasty = Ask("a", kRead, absl::Minutes(1));
  const auto patient = Ask("b", kRead, absl::Minutes(30));
  guard_->ApplicationLimited(absl::Minutes(10));
  executor_.RunDue();
  ASSERT_TRUE(hasty->refused());
  EXPECT_GE(hasty->answers[0].retry_after, absl::Minutes(10));
  EXPECT_TRUE(patient->waits());
  executor_.AdvanceBy(absl::Minutes(10));
  EXPECT_TRUE(patient->admitted());
}

TEST_F(QuotaGuardTest, RefusalsOfTheApplicationAreToldOnceAMinute) {
  Make(120, 2);
  for (int i = 0; i < 10; ++i) guard_->ApplicationLimited(absl::Hours(1));
  ASSERT_EQ(Count(QuotaEvent::Kind::kApplicationLimited), 1);
  EXPECT_EQ(events_[0].text,
            "Smartcar refused a call, the application's limit is reached; the next one is made in "
            "1h");
}

TEST_F(QuotaGuardTest, LimitedVehicleIsLeftAloneAndOthersAreNot) {
  Make(120, 2);
  guard_->VehicleLimited("car", absl::Hours(1));
  const auto refused = AskFor("car");
  ASSERT_TRUE(refused->refused());
  EXPECT_EQ(refused->answers[0].limit, "vehicle");
  EXPECT_EQ(refused->answers[0].retry_after, absl::Hours(1));
  EXPECT_EQ(refused->answers[0].message,
            "Smartcar has limited the calls for vehicle car; try again in 1h");
  EXPECT_TRUE(AskFor("other")->admitted());
  EXPECT_TRUE(AskFor("")->admitted());
  clock_.Advance(absl::Hours(1));
  EXPECT_TRUE(AskFor("car")->admitted());
  ASSERT_EQ(Count(QuotaEvent::Kind::kVehicleLimited), 1);
  EXPECT_THAT(events_[0].text, HasSubstr("vehicle car"));
}

TEST_F(QuotaGuardTest, WaitersForALimitedVehicleAreRefusedAtOnce) {
  Make(1, 60);
  Ask("a");
  const auto concerned = AskFor("car");
  const auto other = AskFor("other");
  guard_->VehicleLimited("car", absl::Minutes(1));
  executor_.RunDue();
  ASSERT_TRUE(concerned->refused());
  EXPECT_EQ(concerned->answers[0].limit, "vehicle");
  EXPECT_TRUE(other->waits());
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_TRUE(other->admitted()) << "the place of the other is free";
}

TEST_F(QuotaGuardTest, WaiterRefusedButNotYetToldMayStillCancelOrBeShutDown) {
  Make(1, 60);
  Ask("a");
  const auto cancels = AskFor("car");
  guard_->VehicleLimited("car", absl::Minutes(1));
  cancels->cancellation->Cancel();
  guard_->Shutdown();
  executor_.RunDue();
  EXPECT_EQ(cancels->answers.size(), 1u);
}

TEST_F(QuotaGuardTest, HardLimitOfTheMonthRefusesUntilTheMonthEnds) {
  options_.month.hard = 2;
  Make(120, 2);
  absl::Time now;
  ASSERT_TRUE(absl::ParseTime("%Y-%m-%d", "2026-03-30", &now, nullptr));
  clock_.Set(now);
  EXPECT_TRUE(AskFor("car")->admitted());
  EXPECT_TRUE(AskFor("car")->admitted());
  const auto refused = AskFor("car");
  ASSERT_TRUE(refused->refused());
  EXPECT_EQ(refused->answers[0].limit, "vehicle_month");
  EXPECT_EQ(refused->answers[0].retry_after, absl::Hours(48));
  EXPECT_EQ(refused->answers[0].message,
            "the 2 calls that the gateway's configuration allows vehicle car in a month are used "
            "up; try again on 2026-04-01 (UTC), or have quota.vehicle_month_hard_limit raised");
  AskFor("car");
  EXPECT_EQ(Count(QuotaEvent::Kind::kMonthHardLimit), 1);
  EXPECT_TRUE(AskFor("other")->admitted());
  clock_.Advance(absl::Hours(48));
  EXPECT_TRUE(AskFor("car")->admitted());
}

TEST_F(QuotaGuardTest, WaitersOfAVehicleDoNotExceedItsMonth) {
  options_.month.hard = 2;
  Make(1, 60);
  AskFor("car");
  const auto second = AskFor("car");
  const auto third = AskFor("car");
  executor_.AdvanceBy(absl::Seconds(2));
  EXPECT_TRUE(second->admitted());
  ASSERT_TRUE(third->refused());
  EXPECT_EQ(third->answers[0].limit, "vehicle_month");
}

TEST_F(QuotaGuardTest, SoftLimitOfTheMonthIsToldOnceAndRefusesNobody) {
  options_.month.soft = 2;
  Make(120, 2);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(AskFor("car")->admitted());
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, QuotaEvent::Kind::kMonthSoftLimit);
  EXPECT_THAT(events_[0].text, HasSubstr("vehicle car has reached 2 calls in the month"));
}

TEST_F(QuotaGuardTest, CallNotMadeIsNotOneOfTheMonth) {
  options_.month.hard = 1;
  Make(120, 2);
  const auto unsent = AskFor("car");
  guard_->GiveBack(unsent->answers[0].permit);
  EXPECT_TRUE(AskFor("car")->admitted());
  EXPECT_TRUE(AskFor("car")->refused());
}

TEST_F(QuotaGuardTest, CountsOfTheMonthAreKeptAndRestored) {
  options_.month.hard = 2;
  Make(120, 2);
  AskFor("car");
  AskFor("car");
  const QuotaGuard::MonthChanges kept = guard_->TakeMonthChanges();
  EXPECT_EQ(kept.month, MonthOf(clock_.Now()));
  Make(120, 2);
  guard_->RestoreMonth(kept.month, kept.counts);
  EXPECT_TRUE(AskFor("car")->refused());
  EXPECT_TRUE(AskFor("other")->admitted());
}

}  // namespace
}  // namespace smartcar_gateway
