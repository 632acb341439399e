// Tests of percent-encoding and Retry-After.
#include "gtest/gtest.h"
#include "server/http/percent_encoding.h"
#include "server/http/retry_after.h"

namespace smartcar_gateway {
namespace {

TEST(PercentEncode, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("a b&c=d/e%\r\n"), "a%20b%26c%3Dd%2Fe%25%0D%0A");
  EXPECT_EQ(PercentEncode("é"), "%C3%A9");
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);  // Fri, 15 Jan 2027 08:00:00 GMT
  EXPECT_EQ(ParseRetryAfter("30", now), absl::Seconds(30));
  EXPECT_EQ(ParseRetryAfter(" 0 ", now), absl::ZeroDuration());
  EXPECT_EQ(ParseRetryAfter("Fri, 15 Jan 2027 08:01:00 GMT", now), absl::Minutes(1));
  EXPECT_EQ(ParseRetryAfter("Fri, 15 Jan 2027 07:00:00 GMT", now), absl::ZeroDuration());
}

TEST(RetryAfter, RefusesOtherWordsAndBoundsTheAbsurd) {
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  for (const char* word : {"", "soon", "-5", "1.5", "3 s", "Fri, 99 Jan 2027 08:01:00 GMT"}) {
    EXPECT_FALSE(ParseRetryAfter(word, now).has_value()) << word;
  }
  EXPECT_EQ(ParseRetryAfter("99999999999999999999999", now), absl::Hours(24 * 366));
}

}  // namespace
}  // namespace smartcar_gateway
