// Tests of Smartcar's two ways to tell a time.
#include "server/smartcar/decode/timestamps.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

std::string Iso(absl::string_view text) {
  Timestamp time;
  return TimestampFromIso8601(text, &time) ? TimeUtil::ToString(time) : "none";
}

std::string Millis(int64_t millis) {
  Timestamp time;
  return TimestampFromMillis(millis, &time) ? TimeUtil::ToString(time) : "none";
}

TEST(TimestampsTest, ReadsEveryFormOfIso8601ThatNamesAnInstant) {
  EXPECT_EQ(Iso("2026-09-22T12:43:14.379Z"), "2026-09-22T12:43:14.379Z");
  EXPECT_EQ(Iso("2026-09-22T12:43:14Z"), "2026-09-22T12:43:14Z");
  EXPECT_EQ(Iso("2026-09-22t12:43:14z"), "2026-09-22T12:43:14Z");
  EXPECT_EQ(Iso("2026-09-22 12:43:14,5Z"), "2026-09-22T12:43:14.500Z");
  EXPECT_EQ(Iso("2026-09-22T12:43:14.1234567899Z"), "2026-09-22T12:43:14.123456789Z");
  EXPECT_EQ(Iso("2026-09-22T12:43:14+02:00"), "2026-09-22T10:43:14Z");
  EXPECT_EQ(Iso("2026-12-31T20:30:00.5-0830"), "2027-01-01T05:00:00.500Z");
  EXPECT_EQ(Iso("2026-09-22T12:43:14+02"), "2026-09-22T10:43:14Z");
  EXPECT_EQ(Iso("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(Iso("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
}

TEST(TimestampsTest, RefusesWhatNamesNoInstant) {
  for (const char* text : {"",
                           "now",
                           "1758224204078",
                           "2026",
                           "2026-09-22",
                           "2026-09-22T12:43:14",
                           "2026-09-22T12:43Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:61Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00ZZ",
                           "2026-01-01T00:00:00+",
                           "2026-01-01T00:00:00+2",
                           "2026-1-1T00:00:00Z",
                           " 2026-01-01T00:00:00Z",
                           "-2026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00+99:00"}) {
    EXPECT_EQ(Iso(text), "none") << text;
  }
}

TEST(TimestampsTest, RefusesTimesNoConnectedCarCanHave) {
  EXPECT_EQ(Iso("1999-12-31T23:59:59.999Z"), "none");
  EXPECT_EQ(Iso("2000-01-01T00:00:00Z"), "2000-01-01T00:00:00Z");
  EXPECT_EQ(Iso("2199-12-31T23:59:59Z"), "2199-12-31T23:59:59Z");
  EXPECT_EQ(Iso("2200-01-01T00:00:00Z"), "none");
  EXPECT_EQ(Iso("0001-01-01T00:00:00Z"), "none");
  EXPECT_EQ(Millis(0), "none");
  EXPECT_EQ(Millis(-1), "none");
  EXPECT_EQ(Millis(1758224204), "none");  // seconds, not milliseconds
  EXPECT_EQ(Millis(1758224204078000), "none");
  EXPECT_EQ(Millis(INT64_MAX), "none");
  EXPECT_EQ(Millis(INT64_MIN), "none");
}

TEST(TimestampsTest, ReadsMilliseconds) {
  EXPECT_EQ(Millis(1752104218549), "2025-07-09T23:36:58.549Z");
}

TEST(TimestampsTest, AgreesWithAbseilOnEveryDay) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  for (absl::CivilDay day(2000, 1, 1); day < absl::CivilDay(2200, 1, 1); ++day) {
    Timestamp time;
    ASSERT_TRUE(TimestampFromIso8601(absl::StrCat(absl::FormatCivilTime(day), "T07:08:09Z"), &time))
        << day;
    ASSERT_EQ(time.seconds(), absl::ToUnixSeconds(absl::FromCivil(
                                  absl::CivilSecond(day) + 7 * 3600 + 8 * 60 + 9, utc)))
        << day;
  }
}

}  // namespace
}  // namespace smartcar_gateway
