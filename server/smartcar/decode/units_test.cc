// Tests of the words for units.
#include "server/smartcar/decode/units.h"

#include "absl/strings/ascii.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of one table

struct Case {
  const char* word;
  Unit unit;
};

TEST(UnitsTest, KnowsTheWordsOfBothGenerationsAndSystemsInAnyCase) {
  const Case kCases[] = {
      // As seen live.
      {"percent", UNIT_PERCENT},
      {"km", UNIT_KILOMETER},
      {"km/h", UNIT_KILOMETER_PER_HOUR},
      {"kWh", UNIT_KILOWATT_HOUR},
      {"volts", UNIT_VOLT},
      {"ampere", UNIT_AMPERE},
      {"watts", UNIT_WATT},
      {"watt", UNIT_WATT},
      {"minute", UNIT_MINUTE},
      {"bar", UNIT_BAR},
      {"count", UNIT_COUNT},
      {"celsius", UNIT_CELSIUS},
      {"kph", UNIT_KILOMETER_PER_HOUR},
      // Of the older specification.
      {"percentage", UNIT_PERCENT},
      {"kilometers", UNIT_KILOMETER},
      {"liters", UNIT_LITER},
      {"kilowatt-hours", UNIT_KILOWATT_HOUR},
      {"kilowatts", UNIT_KILOWATT},
      {"amperes", UNIT_AMPERE},
      {"amps", UNIT_AMPERE},
      {"seconds", UNIT_SECOND},
      {"minutes", UNIT_MINUTE},
      {"min", UNIT_MINUTE},
      {"hours", UNIT_HOUR},
      {"degrees", UNIT_DEGREE},
      {"degrees-celsius", UNIT_CELSIUS},
      // Imperial.
      {"miles", UNIT_MILE},
      {"psi", UNIT_PSI},
      {"gallons", UNIT_GALLON},
      {"mph", UNIT_MILE_PER_HOUR},
      {"fahrenheit", UNIT_FAHRENHEIT},
      // Others that unit.proto promises.
      {"mi", UNIT_MILE},
      {"mi/h", UNIT_MILE_PER_HOUR},
      {"volt", UNIT_VOLT},
      {"kW", UNIT_KILOWATT},
      {"second", UNIT_SECOND},
      {"hour", UNIT_HOUR},
      {"kPa", UNIT_KILOPASCAL},
      {"kilopascals", UNIT_KILOPASCAL},
      {"litres", UNIT_LITER},
      {"degrees-fahrenheit", UNIT_FAHRENHEIT},
      {"degree", UNIT_DEGREE},
  };
  for (const Case& known : kCases) {
    EXPECT_EQ(UnitFromWord(known.word), known.unit) << known.word;
    EXPECT_EQ(UnitFromWord(absl::AsciiStrToUpper(known.word)), known.unit) << known.word;
  }
}

TEST(UnitsTest, LeavesOtherWordsUnspecified) {
  for (const char* word : {"", "furlong", "percent ", "k", "kilo", "kwhs"}) {
    EXPECT_EQ(UnitFromWord(word), UNIT_UNSPECIFIED) << word;
  }
}

TEST(UnitsTest, EveryUnitHasAWord) {
  for (int number = 1; Unit_IsValid(number); ++number) {
    const Unit unit = static_cast<Unit>(number);
    const char* const kWords[] = {"count",   "percent", "km",         "mi",    "km/h", "mph",
                                  "kwh",     "volt",    "amps",       "watt",  "kw",   "second",
                                  "minute",  "hour",    "bar",        "kpa",   "psi",  "liters",
                                  "gallons", "celsius", "fahrenheit", "degree"};
    ASSERT_LE(number, static_cast<int>(std::size(kWords))) << Unit_Name(unit);
    EXPECT_EQ(UnitFromWord(kWords[number - 1]), unit) << Unit_Name(unit);
  }
}

}  // namespace
}  // namespace smartcar_gateway
