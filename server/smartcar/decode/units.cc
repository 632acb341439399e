// Smartcar's words for units of measure.
#include "server/smartcar/decode/units.h"

#include "absl/strings/match.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of one table

struct UnitWord {
  absl::string_view word;
  Unit unit;
};

// The words seen most come first.
constexpr UnitWord kWords[] = {
    {"percent", UNIT_PERCENT},
    {"km", UNIT_KILOMETER},
    {"ampere", UNIT_AMPERE},
    {"volts", UNIT_VOLT},
    {"watts", UNIT_WATT},
    {"watt", UNIT_WATT},
    {"kWh", UNIT_KILOWATT_HOUR},
    {"km/h", UNIT_KILOMETER_PER_HOUR},
    {"bar", UNIT_BAR},
    {"celsius", UNIT_CELSIUS},
    {"minute", UNIT_MINUTE},
    {"count", UNIT_COUNT},
    {"liters", UNIT_LITER},
    {"kph", UNIT_KILOMETER_PER_HOUR},
    // Imperial.
    {"miles", UNIT_MILE},
    {"mile", UNIT_MILE},
    {"mi", UNIT_MILE},
    {"mph", UNIT_MILE_PER_HOUR},
    {"mi/h", UNIT_MILE_PER_HOUR},
    {"miles-per-hour", UNIT_MILE_PER_HOUR},
    {"psi", UNIT_PSI},
    {"gallons", UNIT_GALLON},
    {"gallon", UNIT_GALLON},
    {"fahrenheit", UNIT_FAHRENHEIT},
    {"degrees-fahrenheit", UNIT_FAHRENHEIT},
    // Words of the older specification, and forms of the words above.
    {"percentage", UNIT_PERCENT},
    {"kilometers", UNIT_KILOMETER},
    {"kilometer", UNIT_KILOMETER},
    {"kilometres", UNIT_KILOMETER},
    {"kilometers-per-hour", UNIT_KILOMETER_PER_HOUR},
    {"kmh", UNIT_KILOMETER_PER_HOUR},
    {"kilowatt-hours", UNIT_KILOWATT_HOUR},
    {"kilowatt-hour", UNIT_KILOWATT_HOUR},
    {"kilowatts", UNIT_KILOWATT},
    {"kilowatt", UNIT_KILOWATT},
    {"kW", UNIT_KILOWATT},
    {"volt", UNIT_VOLT},
    {"amperes", UNIT_AMPERE},
    {"amps", UNIT_AMPERE},
    {"amp", UNIT_AMPERE},
    {"seconds", UNIT_SECOND},
    {"second", UNIT_SECOND},
    {"minutes", UNIT_MINUTE},
    {"min", UNIT_MINUTE},
    {"hours", UNIT_HOUR},
    {"hour", UNIT_HOUR},
    {"kPa", UNIT_KILOPASCAL},
    {"kilopascals", UNIT_KILOPASCAL},
    {"kilopascal", UNIT_KILOPASCAL},
    {"liter", UNIT_LITER},
    {"litres", UNIT_LITER},
    {"litre", UNIT_LITER},
    {"degrees-celsius", UNIT_CELSIUS},
    {"degrees", UNIT_DEGREE},
    {"degree", UNIT_DEGREE},
};

}  // namespace

Unit UnitFromWord(absl::string_view word) {
  for (const UnitWord& known : kWords) {
    if (absl::EqualsIgnoreCase(known.word, word)) return known.unit;
  }
  return UNIT_UNSPECIFIED;
}

}  // namespace smartcar_gateway
