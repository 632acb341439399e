// Numbers from one unit into another.
#include "server/smartcar/state/convert.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of one table

// to = (from + shift) * multiplier / divisor
struct Conversion {
  Unit from;
  Unit to;
  double multiplier;
  double divisor = 1;
  double shift = 0;
};

constexpr Conversion kConversions[] = {
    {UNIT_MILE, UNIT_KILOMETER, 1.609344},
    {UNIT_MILE_PER_HOUR, UNIT_KILOMETER_PER_HOUR, 1.609344},
    {UNIT_WATT, UNIT_KILOWATT, 1, 1000},
    {UNIT_BAR, UNIT_KILOPASCAL, 100},
    {UNIT_PSI, UNIT_KILOPASCAL, 6.894757293168},
    {UNIT_GALLON, UNIT_LITER, 3.785411784},  // the US one
    {UNIT_FAHRENHEIT, UNIT_CELSIUS, 5, 9, -32},
    {UNIT_MINUTE, UNIT_SECOND, 60},
    {UNIT_HOUR, UNIT_SECOND, 3600},
};

double Rounded(double value) {
  double rounded = value;
  return absl::SimpleAtod(absl::StrFormat("%.12g", value), &rounded) ? rounded : value;
}

}  // namespace

absl::optional<double> Convert(double value, Unit from, Unit to) {
  if (from == to) return value;
  for (const Conversion& known : kConversions) {
    if (known.from == from && known.to == to) {
      return Rounded((value + known.shift) * known.multiplier / known.divisor);
    }
  }
  return absl::nullopt;
}

double PercentFromShare(double share) { return Rounded(share * 100); }

}  // namespace smartcar_gateway
