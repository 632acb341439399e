// QuotaBucket against Smartcar's documented limit, and the clock it is told.
#include "server/quota/quota_bucket.h"

#include "gtest/gtest.h"
#include "server/quota/quota_time.h"

namespace smartcar_gateway {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

// How many calls can be taken out right now.
int Drain(QuotaBucket& bucket, absl::Time now) {
  int taken = 0;
  while (bucket.Take(now).has_value()) ++taken;
  return taken;
}

TEST(QuotaBucket, HoldsTheBurstAndNoMoreAfterAnyRest) {
  QuotaBucket bucket(120, 2);
  EXPECT_EQ(Drain(bucket, kStart), 120);
  EXPECT_EQ(Drain(bucket, kStart), 0);
  EXPECT_EQ(Drain(bucket, kStart + absl::Hours(24)), 120);
}

TEST(QuotaBucket, GainsOneCallAnIntervalAndKeepsFractions) {
  QuotaBucket bucket(120, 2);
  Drain(bucket, kStart);
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(29)), 0);
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(30)), 1);
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(75)), 1) << "15 of 30 seconds are left over";
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(90)), 1);
  EXPECT_EQ(Drain(bucket, kStart + absl::Minutes(11)), 19);
}

TEST(QuotaBucket, IntervalThatIsNoWholeNumberLosesNothing) {
  QuotaBucket bucket(7, 7);
  EXPECT_EQ(Drain(bucket, kStart), 7);
  int taken = 0;
  for (int second = 1; second <= 3600; ++second) {
    taken += Drain(bucket, kStart + absl::Seconds(second));
  }
  EXPECT_EQ(taken, 7 * 60);
}

TEST(QuotaBucket, TellsWhenTheNthCallFits) {
  QuotaBucket bucket(3, 60);
  EXPECT_LE(bucket.WhenFree(kStart, 2), kStart);
  EXPECT_EQ(bucket.WhenFree(kStart, 3), kStart + absl::Seconds(1));
  Drain(bucket, kStart);
  EXPECT_EQ(bucket.WhenFree(kStart, 0), kStart + absl::Seconds(1));
  EXPECT_EQ(bucket.WhenFree(kStart, 9), kStart + absl::Seconds(10));
  EXPECT_FALSE(bucket.Take(bucket.WhenFree(kStart, 0) - absl::Nanoseconds(1)).has_value());
  EXPECT_TRUE(bucket.Take(bucket.WhenFree(kStart, 0)).has_value());
}

TEST(QuotaBucket, CallNotMadeIsThereForTheNext) {
  QuotaBucket bucket(2, 2);
  const auto unit = bucket.Take(kStart);
  ASSERT_TRUE(unit.has_value());
  EXPECT_EQ(Drain(bucket, kStart), 1);
  bucket.PutBack(*unit);
  EXPECT_EQ(Drain(bucket, kStart), 1);
}

TEST(QuotaBucket, PuttingBackIntoAFullBucketMakesItNoFuller) {
  QuotaBucket bucket(2, 2);
  const auto unit = bucket.Take(kStart);
  bucket.PutBack(*unit);
  EXPECT_EQ(Drain(bucket, kStart), 2);
}

TEST(QuotaBucket, CorrectionEmptiesItUntilRetryAfter) {
  QuotaBucket bucket(120, 2);
  bucket.Correct(kStart, absl::Hours(1));
  EXPECT_EQ(Drain(bucket, kStart + absl::Minutes(59)), 0);
  EXPECT_EQ(Drain(bucket, kStart + absl::Hours(1)), 1) << "what would be gained before is not";
  EXPECT_EQ(Drain(bucket, kStart + absl::Minutes(61)), 2);
}

TEST(QuotaBucket, CorrectionWithoutRetryAfterLastsOneInterval) {
  QuotaBucket bucket(120, 2);
  bucket.Correct(kStart, absl::nullopt);
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(29)), 0);
  EXPECT_EQ(Drain(bucket, kStart + absl::Seconds(30)), 1);
}

TEST(QuotaBucket, LaterCorrectionDoesNotShortenALongerOne) {
  QuotaBucket bucket(120, 2);
  bucket.Correct(kStart, absl::Hours(1));
  bucket.Correct(kStart + absl::Seconds(1), absl::nullopt);
  EXPECT_EQ(Drain(bucket, kStart + absl::Minutes(59)), 0);
}

TEST(QuotaBucket, CallTakenBeforeACorrectionIsNotPutBack) {
  QuotaBucket bucket(120, 2);
  const auto unit = bucket.Take(kStart);
  bucket.Correct(kStart, absl::Hours(1));
  bucket.PutBack(*unit);
  EXPECT_EQ(Drain(bucket, kStart + absl::Minutes(59) + absl::Seconds(59)), 0);
}

TEST(QuotaTime, GoesWithTheClockAndStandsStillWhenThatIsSetBack) {
  QuotaTime time;
  EXPECT_EQ(time.Now(kStart), kStart);
  EXPECT_EQ(time.Now(kStart + absl::Seconds(5)), kStart + absl::Seconds(5));
  EXPECT_EQ(time.Now(kStart - absl::Hours(1)), kStart + absl::Seconds(5));
  EXPECT_EQ(time.Now(kStart - absl::Hours(1) + absl::Seconds(2)), kStart + absl::Seconds(7));
  // A deadline in 10 seconds stays one in 10 seconds.
  EXPECT_EQ(time.At(kStart - absl::Hours(1) + absl::Seconds(12)), kStart + absl::Seconds(17));
}

TEST(QuotaTime, ClockSetBackDoesNotKeepTheBucketEmpty) {
  QuotaTime time;
  QuotaBucket bucket(120, 2);
  Drain(bucket, time.Now(kStart));
  EXPECT_EQ(Drain(bucket, time.Now(kStart - absl::Hours(3))), 0);
  EXPECT_EQ(Drain(bucket, time.Now(kStart - absl::Hours(3) + absl::Seconds(30))), 1);
}

}  // namespace
}  // namespace smartcar_gateway
