// Tests of the texts of single values.
#include "server/config/text_value.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

// What a table expects: a value, or the message of an error.
template <typename Value>
void ExpectMessage(const absl::StatusOr<Value>& value, const std::string& message) {
  ASSERT_FALSE(value.ok()) << message;
  EXPECT_EQ(value.status().message(), message);
}

TEST(TextValue, DurationsAreRead) {
  struct Case {
    const char* text;
    absl::Duration value;
  };
  const Case cases[] = {
      {"30s", absl::Seconds(30)},         {"1.5s", absl::Milliseconds(1500)},
      {"500ms", absl::Milliseconds(500)}, {"5m", absl::Minutes(5)},
      {"1h30m", absl::Minutes(90)},       {"0", absl::ZeroDuration()},
      {"-1s", -absl::Seconds(1)},         {"10us", absl::Microseconds(10)},
  };
  for (const Case& c : cases) {
    const auto value = ParseDuration(c.text);
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_EQ(*value, c.value) << c.text;
  }
}

TEST(TextValue, BadDurationsSayWhatIsWrong) {
  ExpectMessage(ParseDuration("30"), "\"30\" has no unit; did you mean 30s?");
  ExpectMessage(ParseDuration("1.5"), "\"1.5\" has no unit; did you mean 1.5s?");
  const std::string form = " is not a duration; write it like 500ms, 1.5s, 5m or 1h30m";
  for (const char* text : {"", "s", "30 s", "30sec", "5min", "1d", " 1s", "a"}) {
    ExpectMessage(ParseDuration(text), "\"" + std::string(text) + "\"" + form);
  }
  ExpectMessage(ParseDuration("inf"), "\"inf\" is too long a duration");
  ExpectMessage(ParseDuration("-inf"), "\"-inf\" is too long a duration");
  ExpectMessage(ParseDuration("99999999h"), "\"99999999h\" is too long a duration");
}

TEST(TextValue, SizesAreReadAndWritten) {
  struct Case {
    const char* text;
    uint64_t value;
    const char* written;
  };
  const Case cases[] = {
      {"0", 0, "0"},
      {"1000", 1000, "1000"},
      {"1024", 1024, "1KiB"},
      {"64KiB", 65536, "64KiB"},
      {"1MiB", 1048576, "1MiB"},
      {"1536KiB", 1572864, "1536KiB"},
      {"1024MiB", 1073741824, "1GiB"},
      {"18446744073709551615", std::numeric_limits<uint64_t>::max(), "18446744073709551615"},
  };
  for (const Case& c : cases) {
    const auto value = ParseBytes(c.text);
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_EQ(*value, c.value) << c.text;
    EXPECT_EQ(FormatBytes(*value), c.written);
  }
}

TEST(TextValue, BadSizesSayWhatIsWrong) {
  ExpectMessage(ParseBytes("1MB"), "\"1MB\" has an unknown unit; did you mean 1MiB?");
  ExpectMessage(ParseBytes("64k"), "\"64k\" has an unknown unit; did you mean 64KiB?");
  ExpectMessage(ParseBytes("1gib"), "\"1gib\" has an unknown unit; did you mean 1GiB?");
  ExpectMessage(ParseBytes("-5"), "\"-5\" is negative");
  ExpectMessage(ParseBytes("18446744073709551616"),
                "\"18446744073709551616\" is too large a number");
  ExpectMessage(ParseBytes("99999999999999999GiB"),
                "\"99999999999999999GiB\" is too large a number");
  const std::string form = " is not a size; write a number of bytes, or 64KiB, 1MiB, 1GiB";
  for (const char* text : {"", "MiB", "1.5MiB", "1 MiB", "5B", "x"}) {
    const auto value = ParseBytes(text);
    EXPECT_FALSE(value.ok()) << text;
  }
  ExpectMessage(ParseBytes(""), "\"\"" + form);
  ExpectMessage(ParseBytes("1.5MiB"), "\"1.5MiB\"" + form);
}

TEST(TextValue, WholeNumbersAreReadToTheLimitsOfTheirType) {
  EXPECT_EQ(*ParseSigned("-9223372036854775808"), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(*ParseUnsigned("18446744073709551615"), std::numeric_limits<uint64_t>::max());
  ExpectMessage(ParseSigned("9223372036854775808"),
                "\"9223372036854775808\" is too large a number");
  ExpectMessage(ParseUnsigned("-1"), "\"-1\" is negative");
  for (const char* text : {"", "-", "+1", "1.0", "1e3", "0x10", "1_000", " 1"}) {
    ExpectMessage(ParseSigned(text), "\"" + std::string(text) + "\" is not a whole number");
    ExpectMessage(ParseUnsigned(text), "\"" + std::string(text) + "\" is not a whole number");
  }
}

TEST(TextValue, DoublesRoundTrip) {
  for (double value : {0.1, 1.0, -2.5e-9, 1e300}) {
    EXPECT_EQ(*ParseDouble(FormatDouble(value)), value);
  }
  EXPECT_EQ(FormatDouble(0.1), "0.1");
  ExpectMessage(ParseDouble("nan"), "\"nan\" is not a number");
  ExpectMessage(ParseDouble("1e999"), "\"1e999\" is not a number");
}

TEST(TextValue, OnlyTrueAndFalseAreBooleans) {
  EXPECT_TRUE(*ParseBool("true"));
  EXPECT_FALSE(*ParseBool("false"));
  for (const char* text : {"yes", "on", "1", "True", ""}) {
    ExpectMessage(ParseBool(text), "\"" + std::string(text) + "\" is neither true nor false");
  }
}

TEST(TextValue, QuotedTextIsOneShortLine) {
  EXPECT_EQ(Quoted("a\n\x01"), "\"a\\n\\x01\"");
  EXPECT_EQ(Quoted(std::string(1000, 'x')), "\"" + std::string(40, 'x') + "…\"");
}

}  // namespace
}  // namespace smartcar_gateway
