// Tests of RetryBudget.
#include "server/http/retry_budget.h"

#include "gtest/gtest.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

int TakeAll(RetryBudget* budget) {
  int taken = 0;
  while (taken < 100'000 && budget->Take()) ++taken;
  return taken;
}

TEST(RetryBudget, StartsWithItsReserve) {
  FakeClock clock;
  RetryBudget budget({10, 7}, &clock);
  EXPECT_EQ(TakeAll(&budget), 7);
}

TEST(RetryBudget, ReadsAddTheirPercent) {
  FakeClock clock;
  RetryBudget budget({10, 10}, &clock);
  TakeAll(&budget);
  int taken = 0;
  for (int read = 0; read < 1000; ++read) {
    budget.CountRead();
    taken += budget.Take();
  }
  EXPECT_EQ(taken, 100);
}

TEST(RetryBudget, ItIsBoundedHoweverManyReadsSucceed) {
  FakeClock clock;
  RetryBudget budget({10, 5}, &clock);
  for (int read = 0; read < 100'000; ++read) budget.CountRead();
  EXPECT_EQ(TakeAll(&budget), 5);
}

TEST(RetryBudget, ReadsAloneFillOneThatHasNoReserve) {
  FakeClock clock;
  RetryBudget budget({50, 0}, &clock);
  EXPECT_FALSE(budget.Take());
  budget.CountRead();
  EXPECT_FALSE(budget.Take());
  budget.CountRead();
  EXPECT_TRUE(budget.Take());
  clock.Advance(absl::Hours(1));
  EXPECT_FALSE(budget.Take());
}

TEST(RetryBudget, ARestOfAMinuteFillsTheReserve) {
  FakeClock clock;
  RetryBudget budget({0, 6}, &clock);
  TakeAll(&budget);
  clock.Advance(absl::Seconds(10));
  EXPECT_EQ(TakeAll(&budget), 1);
  clock.Advance(absl::Hours(1));
  EXPECT_EQ(TakeAll(&budget), 6);
}

TEST(RetryBudget, ZeroIsNone) {
  FakeClock clock;
  RetryBudget budget({0, 0}, &clock);
  for (int read = 0; read < 1000; ++read) budget.CountRead();
  clock.Advance(absl::Hours(1));
  EXPECT_FALSE(budget.Take());
}

TEST(RetryBudget, SmallStepsOfTimeAddUpAndAClockSetBackTakesNothing) {
  FakeClock clock;
  RetryBudget budget({0, 60}, &clock);
  TakeAll(&budget);
  for (int i = 0; i < 4000; ++i) {
    clock.Advance(absl::Microseconds(300));
    budget.CountRead();
  }
  EXPECT_EQ(TakeAll(&budget), 1) << "1.2 s at one a second";
  clock.Advance(-absl::Hours(1));
  EXPECT_FALSE(budget.Take());
  clock.Advance(absl::Seconds(1));
  EXPECT_EQ(TakeAll(&budget), 1);
}

}  // namespace
}  // namespace smartcar_gateway
