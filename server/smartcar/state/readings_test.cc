// Tests of single readings: units, unknown words, times, errors.
#include "server/smartcar/state/readings.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the tests

// A good signal of that code with that body.
Signal Good(const std::string& code, const std::string& body) {
  return FromText<Signal>(absl::Substitute(
      R"(code: "$0" status: SIGNAL_STATUS_SUCCESS status_text: "SUCCESS" $1)", code, body));
}

template <typename Reading>
Reading Read(const std::string& code, const std::string& body, Unit unit = UNIT_UNSPECIFIED) {
  Reading reading;
  ReadSignal(Good(code, body), unit, &reading);
  return reading;
}

// What a reading of a good signal is to be.
template <typename Reading>
void Expect(const std::string& code, const std::string& body, Unit unit,
            const std::string& expected, const std::string& info = "") {
  ExpectEqualsText(Read<Reading>(code, body, unit),
                   absl::Substitute(R"($0 info { signal_code: "$1" status: SIGNAL_STATUS_SUCCESS
                                       status_text: "SUCCESS" $2 })",
                                    expected, code, info));
}

TEST(ReadingsTest, InfoTellsEverythingButTheValue) {
  DoubleReading reading;
  ReadSignal(FromText<Signal>(R"(
                 code: "odometer-traveleddistance" name: "TraveledDistance" group: "Odometer"
                 status: SIGNAL_STATUS_ERROR status_text: "ERROR"
                 error { type: "UPSTREAM" code: "NO_RESPONSE" title: "No Response" detail: "Later."
                         resolution_type: "RETRY_LATER" resolution_url: "https://a.example/" }
                 oem_updated_time { seconds: 1 } retrieved_time { seconds: 2 }
                 ingested_time { seconds: 3 }
                 quantity { value: 10 unit: UNIT_KILOMETER unit_text: "km" })"),
             UNIT_KILOMETER, &reading);
  ExpectEqualsText(reading, R"(
      value: 10
      info { signal_code: "odometer-traveleddistance" status: SIGNAL_STATUS_ERROR
             status_text: "ERROR" is_stale: true
             error { type: "UPSTREAM" code: "NO_RESPONSE" title: "No Response" detail: "Later."
                     resolution_type: "RETRY_LATER" resolution_url: "https://a.example/" }
             oem_updated_time { seconds: 1 } retrieved_time { seconds: 2 }
             ingested_time { seconds: 3 } })");
}

TEST(ReadingsTest, ErrorWithoutAValueIsNotStale) {
  DoubleReading reading;
  ReadSignal(FromText<Signal>(R"(
                 code: "charge-wattage" status: SIGNAL_STATUS_ERROR status_text: "ERROR"
                 error { type: "VEHICLE_STATE" code: "NOT_CHARGING" }
                 quantity { unit: UNIT_WATT unit_text: "watt" })"),
             UNIT_KILOWATT, &reading);
  ExpectEqualsText(reading, R"(
      info { signal_code: "charge-wattage" status: SIGNAL_STATUS_ERROR status_text: "ERROR"
             error { type: "VEHICLE_STATE" code: "NOT_CHARGING" } })");
}

TEST(ReadingsTest, ZeroAndFalseAreValues) {
  EXPECT_TRUE(Read<DoubleReading>("motion-currentspeed",
                                  "quantity { value: 0 unit: UNIT_MILE_PER_HOUR unit_text: 'mph' }",
                                  UNIT_KILOMETER_PER_HOUR)
                  .has_value());
  EXPECT_TRUE(Read<BoolReading>("closure-islocked", "flag { value: false }").has_value());
  EXPECT_TRUE(Read<TextReading>("vehicleidentification-vin", "text { value: '' }").has_value());
}

TEST(ReadingsTest, NumbersOfEveryKindOfBodyAreConverted) {
  const std::string miles = "unit: UNIT_MILE unit_text: 'miles'";
  Expect<DoubleReading>("odometer-traveleddistance",
                        absl::StrCat("quantity { value: 100 ", miles, "}"), UNIT_KILOMETER,
                        "value: 160.9344");
  Expect<DoubleReading>(
      "tractionbattery-range",
      absl::StrCat("driving_range { value: 100 additional_values { value: 1 }", miles, "}"),
      UNIT_KILOMETER, "value: 160.9344");
  Expect<DoubleReading>("tractionbattery-nominalcapacity",
                        R"(nominal_capacity { capacity: 77 unit: UNIT_KILOWATT_HOUR
                           unit_text: "kWh" available_capacities { capacity: 58 } })",
                        UNIT_KILOWATT_HOUR, "value: 77");
  Expect<DoubleReading>("charge-chargelimits",
                        R"(charge_limits { limits { limit: 90 } active_limit: 80
                           unit: UNIT_PERCENT unit_text: "percent" })",
                        UNIT_PERCENT, "value: 80");
}

TEST(ReadingsTest, LimitThatIsNotActiveIsNoLimit) {
  Expect<DoubleReading>("charge-chargelimits",
                        "charge_limits { limits { limit: 90 } unit: UNIT_PERCENT }", UNIT_PERCENT,
                        "");
}

TEST(ReadingsTest, NumberWithoutAUnitIsInTheDocumentedOne) {
  Expect<DoubleReading>("charge-wattage", "quantity { value: 7400 }", UNIT_KILOWATT, "value: 7.4");
  Expect<DoubleReading>("climate-externaltemperature", "quantity { value: 21 }", UNIT_CELSIUS,
                        "value: 21");
  Expect<DoubleReading>("tractionbattery-stateofcharge", "quantity { value: 62 }", UNIT_PERCENT,
                        "value: 62");
}

TEST(ReadingsTest, PercentageWithoutAUnitUpToOneIsAShare) {
  const std::string fuel = "internalcombustionengine-fuellevel";
  Expect<DoubleReading>(fuel, "quantity { value: 0.77 }", UNIT_PERCENT, "value: 77");
  Expect<DoubleReading>(fuel, "quantity { value: 1 }", UNIT_PERCENT, "value: 100");
  Expect<DoubleReading>(fuel, "quantity { value: 0 }", UNIT_PERCENT, "value: 0");
  Expect<DoubleReading>(fuel, "quantity { value: 1.5 }", UNIT_PERCENT, "value: 1.5");
  Expect<DoubleReading>(fuel, "quantity { value: -0.5 }", UNIT_PERCENT, "value: -0.5");
  Expect<DoubleReading>("charge-chargelimits", "charge_limits { active_limit: 0.8 }", UNIT_PERCENT,
                        "value: 80");
}

TEST(ReadingsTest, PercentageThatNamesItsUnitIsBelieved) {
  Expect<DoubleReading>("internalcombustionengine-fuellevel",
                        "quantity { value: 0.77 unit: UNIT_PERCENT unit_text: 'percent' }",
                        UNIT_PERCENT, "value: 0.77");
}

TEST(ReadingsTest, OtherNumbersUpToOneAreNoShares) {
  Expect<DoubleReading>("odometer-traveleddistance", "quantity { value: 0.77 }", UNIT_KILOMETER,
                        "value: 0.77");
}

TEST(ReadingsTest, UnknownUnitLeavesTheValueOutAndIsNamed) {
  Expect<DoubleReading>("odometer-traveleddistance", "quantity { value: 5 unit_text: 'furlongs' }",
                        UNIT_KILOMETER, "", "unconverted_unit_text: 'furlongs'");
  // A known one of another kind.
  Expect<DoubleReading>("charge-chargerate",
                        "quantity { value: 5 unit: UNIT_MILE unit_text: 'miles' }",
                        UNIT_KILOMETER_PER_HOUR, "", "unconverted_unit_text: 'miles'");
  // One that is no string.
  Expect<DoubleReading>("odometer-traveleddistance",
                        R"(quantity { value: 5 } unrecognized_fields {
                           fields { key: "unit" value { number_value: 7 } } })",
                        UNIT_KILOMETER, "", "unconverted_unit_text: '7'");
  // Without a value there was nothing to convert.
  Expect<DoubleReading>("odometer-traveleddistance", "quantity { unit_text: 'furlongs' }",
                        UNIT_KILOMETER, "");
}

TEST(ReadingsTest, UnconvertedValueOfAnErrorIsNotStale) {
  Signal signal = Good("odometer-traveleddistance", "quantity { value: 5 unit_text: 'furlongs' }");
  signal.set_status(SIGNAL_STATUS_ERROR);
  DoubleReading reading;
  ReadSignal(signal, UNIT_KILOMETER, &reading);
  EXPECT_FALSE(reading.info().is_stale());
}

TEST(ReadingsTest, SpanOfTimeComesFromAnyUnitOfTime) {
  const std::string code = "charge-timetocomplete";
  const auto expect = [&](const std::string& body, const std::string& expected) {
    Expect<DurationReading>(code, absl::StrCat("quantity {", body, "}"), UNIT_SECOND, expected);
  };
  expect("value: 90 unit: UNIT_MINUTE", "value { seconds: 5400 }");
  expect("value: 90", "value { seconds: 5400 }");
  expect("value: 90 unit: UNIT_SECOND unit_text: 'seconds'", "value { seconds: 90 }");
  expect("value: 1.5 unit: UNIT_HOUR unit_text: 'hours'", "value { seconds: 5400 }");
  expect("value: 0.0255 unit: UNIT_MINUTE", "value { seconds: 1 nanos: 530000000 }");
  expect("value: -1.01 unit: UNIT_SECOND unit_text: 's'", "value { seconds: -1 nanos: -10000000 }");
  expect("value: 0 unit: UNIT_MINUTE", "value {}");
  expect("unit: UNIT_MINUTE", "");
  expect("value: 1e18 unit: UNIT_MINUTE", "");  // beyond what a Duration can hold
}

TEST(ReadingsTest, TiresAreInKilopascal) {
  const auto expect = [](const std::string& unit, double front, double rear,
                         const std::string& expected_front, const std::string& expected_rear) {
    Expect<TiresReading>("wheel-tires",
                         absl::Substitute(R"(tires { tires { row: 0 column: 1 pressure: $1 }
                                             tires { row: 1 column: 0 pressure: $2 } $0 })",
                                          unit, front, rear),
                         UNIT_KILOPASCAL,
                         absl::Substitute(R"(tires { row: 0 column: 1 pressure_kpa: $0 }
                                             tires { row: 1 column: 0 pressure_kpa: $1 })",
                                          expected_front, expected_rear));
  };
  expect("unit: UNIT_BAR unit_text: 'bar'", 2.3, 2.5, "230", "250");
  expect("unit: UNIT_KILOPASCAL unit_text: 'kPa'", 230, 12, "230", "12");
  expect("unit: UNIT_PSI unit_text: 'psi'", 33, 35, "227.526990675", "241.316505261");
  expect("", 2.3, 2.5, "230", "250");
}

TEST(ReadingsTest, BarThatNoTireCanHaveIsKilopascalForAllTires) {
  for (const char* unit : {"unit: UNIT_BAR unit_text: 'bar'", ""}) {
    Expect<TiresReading>("wheel-tires",
                         absl::Substitute(R"(tires { tires { row: 0 pressure: 235 }
                             tires { row: 1 pressure: 15 } tires { row: 2 } $0 })",
                                          unit),
                         UNIT_KILOPASCAL, R"(tires { row: 0 pressure_kpa: 235 }
                             tires { row: 1 pressure_kpa: 15 } tires { row: 2 })");
  }
  Expect<TiresReading>("wheel-tires", "tires { tires { pressure: 20 } unit: UNIT_BAR }",
                       UNIT_KILOPASCAL, "tires { pressure_kpa: 2000 }");
}

TEST(ReadingsTest, TiresInAnUnknownUnitKeepTheirPlaces) {
  Expect<TiresReading>(
      "wheel-tires", R"(tires { tires { row: 0 column: 0 pressure: 2.3 } unit_text: "atm" })",
      UNIT_KILOPASCAL, "tires { row: 0 column: 0 }", "unconverted_unit_text: 'atm'");
}

TEST(ReadingsTest, UnknownWordsAreKeptVerbatim) {
  Expect<ChargingStateReading>("charge-detailedchargingstatus",
                               "charging_status { state_text: 'TRICKLING' }", UNIT_UNSPECIFIED,
                               "value_text: 'TRICKLING'");
  Expect<GearReading>("transmission-gearstate", "gear_state { gear_text: 'SPORT' }",
                      UNIT_UNSPECIFIED, "value_text: 'SPORT'");
  Expect<BatteryHealthReading>("lowvoltagebattery-status",
                               "battery_health { level: BATTERY_HEALTH_LEVEL_WARN "
                               "level_text: 'warn' }",
                               UNIT_UNSPECIFIED,
                               "value: BATTERY_HEALTH_LEVEL_WARN value_text: 'warn'");
}

TEST(ReadingsTest, LocationIsKeptWhole) {
  Expect<LocationReading>("location-preciselocation",
                          R"(precise_location { coordinates { latitude: 0 longitude: -122.5 }
                             heading_degrees: 0 direction: COMPASS_DIRECTION_NORTH
                             direction_text: "N" location_type: LOCATION_TYPE_LAST_PARKED
                             location_type_text: "LAST_PARKED" })",
                          UNIT_UNSPECIFIED,
                          R"(coordinates { latitude: 0 longitude: -122.5 } heading_degrees: 0
                             direction: COMPASS_DIRECTION_NORTH direction_text: "N"
                             location_type: LOCATION_TYPE_LAST_PARKED
                             location_type_text: "LAST_PARKED")");
}

TEST(ReadingsTest, UnknownInDoorsWindowsAndLidsIsNeitherOpenNorClosed) {
  Expect<DoorsReading>("closure-doors",
                       R"(doors { doors { row: 0 column: 0 is_open: false is_locked: true }
                          doors { row: 1 column: 1 } row_count: 2 column_count: 2 })",
                       UNIT_UNSPECIFIED,
                       R"(doors { row: 0 column: 0 is_open: false is_locked: true }
                          doors { row: 1 column: 1 })");
  Expect<WindowsReading>("closure-windows", "windows { windows { row: 0 is_open: true } }",
                         UNIT_UNSPECIFIED, "windows { row: 0 is_open: true }");
  Expect<ClosureReading>("closure-fronttrunk", "closure { is_open: false }", UNIT_UNSPECIFIED,
                         "is_open: false");
  Expect<ClosureReading>("closure-sunroof", "closure {}", UNIT_UNSPECIFIED, "");
}

}  // namespace
}  // namespace smartcar_gateway
