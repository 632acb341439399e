// Tests of the limits of single callers.
#include "server/access/caller_rates.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

constexpr CallerLimit kLimit{60, 3};

class CallerRatesTest : public testing::Test {
 protected:
  absl::Duration Take(const std::string& caller, int64_t calls = 1) {
    return rates_.Take(caller, "role", kLimit, calls);
  }

  FakeClock clock_;
  CallerRates rates_{clock_};
};

TEST_F(CallerRatesTest, BurstIsAllowedAtOnceAndThenTheRate) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Take("a"), absl::ZeroDuration());
  EXPECT_EQ(Take("a"), absl::Seconds(1));
  EXPECT_EQ(Take("a"), absl::Seconds(1)) << "a refused call costs nothing";
  clock_.Advance(absl::Milliseconds(400));
  EXPECT_EQ(Take("a"), absl::Milliseconds(600));
  clock_.Advance(absl::Milliseconds(600));
  EXPECT_EQ(Take("a"), absl::ZeroDuration());
  EXPECT_EQ(Take("a"), absl::Seconds(1));
}

TEST_F(CallerRatesTest, InTheLongRunItIsTheRate) {
  int taken = 0;
  for (int i = 0; i < 600; ++i) {
    if (Take("a") == absl::ZeroDuration()) ++taken;
    clock_.Advance(absl::Milliseconds(100));
  }
  EXPECT_EQ(taken, 3 + 59);
}

TEST_F(CallerRatesTest, RestGivesNoMoreThanTheBurst) {
  Take("a", 3);
  clock_.Advance(absl::Hours(1000));
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
  EXPECT_EQ(Take("a"), absl::Seconds(1));
}

TEST_F(CallerRatesTest, BatchTakesAllOrNothing) {
  EXPECT_EQ(Take("a", 2), absl::ZeroDuration());
  EXPECT_EQ(Take("a", 3), absl::Seconds(2));
  EXPECT_EQ(Take("a"), absl::ZeroDuration());
  clock_.Advance(absl::Seconds(3));
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
}

TEST_F(CallerRatesTest, BatchLargerThanTheBurstNeverFits) {
  EXPECT_EQ(Take("a", 4), absl::InfiniteDuration());
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
}

TEST_F(CallerRatesTest, CallersAndRolesHaveBucketsOfTheirOwn) {
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
  EXPECT_EQ(Take("b", 3), absl::ZeroDuration());
  EXPECT_EQ(rates_.Take("a", "other", kLimit, 3), absl::ZeroDuration());
  EXPECT_EQ(Take("a"), absl::Seconds(1));
}

TEST_F(CallerRatesTest, AnotherLimitBeginsAnew) {
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
  EXPECT_EQ(rates_.Take("a", "role", {60, 4}, 4), absl::ZeroDuration());
  EXPECT_EQ(rates_.Take("a", "role", {60, 4}, 1), absl::Seconds(1));
  EXPECT_EQ(rates_.size(), 1u);
}

TEST_F(CallerRatesTest, ClockThatIsSetBackLocksNobodyOut) {
  EXPECT_EQ(Take("a", 3), absl::ZeroDuration());
  clock_.Advance(-absl::Hours(24));
  EXPECT_EQ(Take("a"), absl::Seconds(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Take("a"), absl::ZeroDuration());
}

TEST_F(CallerRatesTest, FullBucketsAreForgotten) {
  for (int i = 0; i < 5000; ++i) {
    Take(absl::StrCat("caller ", i));
    clock_.Advance(absl::Seconds(1));  // in which the bucket is full again
  }
  EXPECT_LE(rates_.size(), 1024u);
}

TEST_F(CallerRatesTest, MemoryIsBoundedAndThoseWithTheLeastLeftAreKept) {
  CallerRates rates(clock_, 1000);
  EXPECT_EQ(rates.Take("greedy", "role", {60, 100}, 100), absl::ZeroDuration());
  for (int i = 0; i < 20'000; ++i) {
    EXPECT_EQ(rates.Take(absl::StrCat("caller ", i), "role", {60, 100}, 1), absl::ZeroDuration());
    ASSERT_LE(rates.size(), 1000u);
  }
  EXPECT_EQ(rates.Take("greedy", "role", {60, 100}, 1), absl::Seconds(1));
}

}  // namespace
}  // namespace smartcar_gateway
