// MonthMeter: limits for each vehicle, and a fresh start each month.
#include "server/quota/month_meter.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M:%S", text, &time, &error)) << error;
  return time;
}

MonthMeter::Limits Limits(uint32_t soft, uint32_t hard, size_t max_vehicles = 1000) {
  MonthMeter::Limits limits;
  limits.soft = soft;
  limits.hard = hard;
  limits.max_vehicles = max_vehicles;
  return limits;
}

const absl::Time kNow = At("2026-03-15 12:00:00");

TEST(MonthMeter, HardLimitEndsTheMonthOfOneVehicleOnly) {
  MonthMeter meter(Limits(0, 2));
  EXPECT_TRUE(meter.Allows("a", kNow));
  meter.Count("a", kNow);
  EXPECT_TRUE(meter.Allows("a", kNow));
  meter.Count("a", kNow);
  EXPECT_FALSE(meter.Allows("a", kNow));
  EXPECT_TRUE(meter.Allows("b", kNow));
}

TEST(MonthMeter, MonthEndsAtMidnightUtc) {
  MonthMeter meter(Limits(0, 1));
  meter.Count("a", kNow);
  EXPECT_FALSE(meter.Allows("a", At("2026-03-31 23:59:59")));
  EXPECT_TRUE(meter.Allows("a", At("2026-04-01 00:00:00")));
  EXPECT_EQ(EndOf(MonthOf(kNow)), At("2026-04-01 00:00:00"));
  EXPECT_EQ(EndOf(MonthOf(At("2026-12-31 23:59:59"))), At("2027-01-01 00:00:00"));
}

TEST(MonthMeter, SoftLimitIsToldOnceAVehicleAndMonth) {
  MonthMeter meter(Limits(2, 0));
  EXPECT_FALSE(meter.Count("a", kNow));
  EXPECT_TRUE(meter.Count("a", kNow));
  EXPECT_FALSE(meter.Count("a", kNow));
  EXPECT_FALSE(meter.Count("b", kNow));
  EXPECT_TRUE(meter.Count("b", kNow));
  const absl::Time april = At("2026-04-02 00:00:00");
  EXPECT_FALSE(meter.Count("a", april));
  EXPECT_TRUE(meter.Count("a", april));
}

TEST(MonthMeter, HardLimitIsToldOnce) {
  MonthMeter meter(Limits(0, 1));
  meter.Count("a", kNow);
  EXPECT_TRUE(meter.TellOfHardLimit("a"));
  EXPECT_FALSE(meter.TellOfHardLimit("a"));
}

TEST(MonthMeter, CallThatWasNotMadeIsNotCounted) {
  MonthMeter meter(Limits(1, 1));
  EXPECT_TRUE(meter.Count("a", kNow));
  meter.Discount("a", MonthOf(kNow));
  EXPECT_TRUE(meter.Allows("a", kNow));
  EXPECT_FALSE(meter.Count("a", kNow)) << "the soft limit was told already";
  EXPECT_FALSE(meter.Allows("a", kNow));
  meter.Count("a", At("2026-04-01 00:00:00"));
  meter.Discount("a", MonthOf(kNow));
  EXPECT_FALSE(meter.Allows("a", At("2026-04-01 00:00:00"))) << "it was March's call";
}

TEST(MonthMeter, ClockThatWasAMonthAheadBlocksNobodyAfterwards) {
  MonthMeter meter(Limits(0, 1));
  meter.Count("a", At("2027-03-15 12:00:00"));
  EXPECT_TRUE(meter.Allows("a", kNow));
}

TEST(MonthMeter, BeyondItsBoundVehiclesAreNotCounted) {
  MonthMeter meter(Limits(0, 1, 10));
  for (int i = 0; i < 50; ++i) meter.Count(absl::StrCat("car", i), kNow);
  EXPECT_FALSE(meter.Allows("car9", kNow));
  EXPECT_TRUE(meter.Allows("car10", kNow));
  EXPECT_THAT(meter.TakeChanged(), SizeIs(10));
}

TEST(MonthMeter, WithoutLimitsNothingIsKept) {
  MonthMeter meter(Limits(0, 0));
  meter.Count("a", kNow);
  EXPECT_THAT(meter.TakeChanged(), IsEmpty());
}

TEST(MonthMeter, KeptCountsGoOnWhereTheyWere) {
  MonthMeter first(Limits(2, 3));
  first.Count("a", kNow);
  first.Count("a", kNow);
  const auto kept = first.TakeChanged();
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].vehicle_id, "a");
  EXPECT_EQ(kept[0].calls, 2u);
  EXPECT_THAT(first.TakeChanged(), IsEmpty());

  MonthMeter second(Limits(2, 3));
  second.Restore(MonthOf(kNow), kept, kNow);
  EXPECT_THAT(second.TakeChanged(), IsEmpty());
  EXPECT_FALSE(second.Count("a", kNow)) << "the soft limit was told before";
  EXPECT_FALSE(second.Allows("a", kNow));

  MonthMeter later(Limits(2, 3));
  later.Restore(MonthOf(kNow), kept, At("2026-04-01 00:00:00"));
  later.Count("a", At("2026-04-01 00:00:00"));
  EXPECT_TRUE(later.Allows("a", At("2026-04-01 00:00:00"))) << "last month's do not count";
}

}  // namespace
}  // namespace smartcar_gateway
