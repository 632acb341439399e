// The readings with a unit: numbers, spans of time, tires.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "google/protobuf/util/json_util.h"
#include "server/smartcar/decode/signal_catalogue.h"
#include "server/smartcar/state/convert.h"
#include "server/smartcar/state/readings.h"

namespace smartcar_gateway {

using namespace smartcar::gateway::v1;  // NOLINT: messages of readings and bodies

namespace {

// No tire of a car or truck has more bar than that.
constexpr double kMaxBar = 20;

// What protobuf allows a Duration: 10,000 years.
constexpr double kMaxSeconds = 315576000000;

// The unit of the numbers in a body.
struct NumberUnit {
  Unit unit = UNIT_UNSPECIFIED;
  bool is_implied = false;  // Smartcar named none, `unit` is the documented one
  std::string text;         // Smartcar's word
};

// A unit that is no string stays outside of the typed body.
std::string UnrecognizedUnit(const Signal& signal) {
  const auto& members = signal.unrecognized_fields().fields();
  const auto found = members.find("unit");
  std::string json;
  if (found != members.end()) google::protobuf::util::MessageToJsonString(found->second, &json);
  return json;
}

// Of a body with the fields `unit` and `unit_text`.
template <typename Body>
NumberUnit UnitOf(const Signal& signal, const Body& body) {
  NumberUnit result;
  result.unit = body.unit();
  result.text = body.unit_text();
  if (result.text.empty()) result.text = UnrecognizedUnit(signal);
  if (!result.text.empty()) return result;
  result.is_implied = true;
  if (const SignalDefinition* definition = FindSignalDefinition(signal.code())) {
    result.unit = definition->unit;
  }
  return result;
}

struct Number {
  double value;
  NumberUnit unit;
};

// The main number of a body that has one.
absl::optional<Number> NumberOf(const Signal& signal) {
  const auto number = [&](bool is_set, double value, const auto& body) -> absl::optional<Number> {
    if (!is_set) return absl::nullopt;
    return Number{value, UnitOf(signal, body)};
  };
  switch (signal.body_case()) {
    case Signal::kQuantity:
      return number(signal.quantity().has_value(), signal.quantity().value(), signal.quantity());
    case Signal::kDrivingRange:
      return number(signal.driving_range().has_value(), signal.driving_range().value(),
                    signal.driving_range());
    case Signal::kNominalCapacity:
      return number(signal.nominal_capacity().has_capacity(), signal.nominal_capacity().capacity(),
                    signal.nominal_capacity());
    case Signal::kChargeLimits:
      return number(signal.charge_limits().has_active_limit(),
                    signal.charge_limits().active_limit(), signal.charge_limits());
    default:
      return absl::nullopt;
  }
}

// Smartcar's retired v2 API wrote percentages as 0 to 1 and without a unit.
bool IsShare(const Number& number) {
  return number.unit.is_implied && number.unit.unit == UNIT_PERCENT && number.value >= 0 &&
         number.value <= 1;
}

// The main number in `to`; nothing, and the word in `info`, if it cannot be converted.
absl::optional<double> NumberIn(const Signal& signal, Unit to, ReadingInfo* info) {
  const absl::optional<Number> number = NumberOf(signal);
  if (!number.has_value()) return absl::nullopt;
  if (IsShare(*number)) return PercentFromShare(number->value);
  const absl::optional<double> converted = Convert(number->value, number->unit.unit, to);
  if (!converted.has_value()) info->set_unconverted_unit_text(number->unit.text);
  return converted;
}

Unit PressureUnit(const Tires& tires, Unit named) {
  const bool is_beyond_bar =
      std::any_of(tires.tires().begin(), tires.tires().end(),
                  [](const Tire& tire) { return tire.pressure() > kMaxBar; });
  return named == UNIT_BAR && is_beyond_bar ? UNIT_KILOPASCAL : named;
}

}  // namespace

void ReadValue(const Signal& signal, Unit unit, DoubleReading* reading) {
  if (const auto number = NumberIn(signal, unit, reading->mutable_info())) {
    reading->set_value(*number);
  }
}

void ReadValue(const Signal& signal, Unit unit, DurationReading* reading) {
  const auto seconds = NumberIn(signal, unit, reading->mutable_info());
  if (!seconds.has_value() || std::abs(*seconds) > kMaxSeconds) return;
  const auto millis = static_cast<int64_t>(std::llround(*seconds * 1000));
  reading->mutable_value()->set_seconds(millis / 1000);
  reading->mutable_value()->set_nanos(static_cast<int32_t>(millis % 1000) * 1000000);
}

void ReadValue(const Signal& signal, Unit unit, TiresReading* reading) {
  const NumberUnit named = UnitOf(signal, signal.tires());
  const Unit from = PressureUnit(signal.tires(), named.unit);
  for (const Tire& tire : signal.tires().tires()) {
    TirePressure* const pressure = reading->add_tires();
    if (tire.has_row()) pressure->set_row(tire.row());
    if (tire.has_column()) pressure->set_column(tire.column());
    if (!tire.has_pressure()) continue;
    if (const auto converted = Convert(tire.pressure(), from, unit)) {
      pressure->set_pressure_kpa(*converted);
    } else {
      reading->mutable_info()->set_unconverted_unit_text(named.text);
    }
  }
}

}  // namespace smartcar_gateway
