// Tests of the conversion of units.
#include "server/smartcar/state/convert.h"

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of the table

struct Case {
  double value;
  Unit from;
  Unit to;
  double expected;
};

class ConvertTest : public testing::TestWithParam<Case> {};

TEST_P(ConvertTest, GivesTheRoundedNumber) {
  const Case& c = GetParam();
  EXPECT_EQ(Convert(c.value, c.from, c.to), absl::optional<double>(c.expected));
}

INSTANTIATE_TEST_SUITE_P(
    All, ConvertTest,
    testing::Values(Case{45.1234567890123, UNIT_KILOMETER, UNIT_KILOMETER, 45.1234567890123},
                    Case{100, UNIT_MILE, UNIT_KILOMETER, 160.9344},
                    Case{55, UNIT_MILE_PER_HOUR, UNIT_KILOMETER_PER_HOUR, 88.51392},
                    Case{7360, UNIT_WATT, UNIT_KILOWATT, 7.36},
                    Case{2.3, UNIT_BAR, UNIT_KILOPASCAL, 230},
                    Case{33, UNIT_PSI, UNIT_KILOPASCAL, 227.526990675},
                    Case{10, UNIT_GALLON, UNIT_LITER, 37.85411784},
                    Case{68, UNIT_FAHRENHEIT, UNIT_CELSIUS, 20},
                    Case{-40, UNIT_FAHRENHEIT, UNIT_CELSIUS, -40},
                    Case{0, UNIT_FAHRENHEIT, UNIT_CELSIUS, -17.7777777778},
                    Case{90.5, UNIT_MINUTE, UNIT_SECOND, 5430},
                    Case{1.5, UNIT_HOUR, UNIT_SECOND, 5400}, Case{0, UNIT_MILE, UNIT_KILOMETER, 0},
                    Case{1e300, UNIT_MILE, UNIT_KILOMETER, 1.609344e300}));

TEST(ConvertTest, RefusesAnotherKindOfUnit) {
  EXPECT_FALSE(Convert(1, UNIT_KILOMETER, UNIT_CELSIUS).has_value());
  EXPECT_FALSE(Convert(1, UNIT_KILOMETER, UNIT_MILE).has_value());
  EXPECT_FALSE(Convert(1, UNIT_UNSPECIFIED, UNIT_KILOMETER).has_value());
}

TEST(ConvertTest, ShareBecomesARoundedPercentage) {
  EXPECT_EQ(PercentFromShare(0.57), 57);  // 0.57 * 100 is 56.99999999999999
  EXPECT_EQ(PercentFromShare(0), 0);
  EXPECT_EQ(PercentFromShare(1), 100);
}

}  // namespace
}  // namespace smartcar_gateway
