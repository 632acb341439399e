// A sample body for every kind of signal, as JSON of both generations and as the message it must
// give.
#include "server/smartcar/decode/signal_samples.h"

#include "absl/strings/substitute.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: the enum values of the table

// Smartcar's words for a unit, of both generations.
struct Words {
  const char* ga;
  const char* of_2025;
};

Words WordsFor(Unit unit) {
  switch (unit) {
    case UNIT_PERCENT:
      return {"percent", "percentage"};
    case UNIT_KILOMETER:
      return {"km", "kilometers"};
    case UNIT_KILOMETER_PER_HOUR:
      return {"km/h", "kph"};
    case UNIT_KILOWATT_HOUR:
      return {"kWh", "kilowatt-hours"};
    case UNIT_VOLT:
      return {"volts", "volts"};
    case UNIT_AMPERE:
      return {"ampere", "amps"};
    case UNIT_WATT:
      return {"watts", "watt"};
    case UNIT_MINUTE:
      return {"minute", "minutes"};
    case UNIT_LITER:
      return {"liters", "liters"};
    case UNIT_CELSIUS:
      return {"celsius", "degrees-celsius"};
    default:
      return {"", ""};
  }
}

// The same JSON and message for both generations.
SignalSample Timeless(std::string json, std::string text, std::string null_json,
                      std::string null_text) {
  return {json, text, json, text, std::move(null_json), std::move(null_text)};
}

SignalSample Quantity(const SignalDefinition& signal) {
  const Words words = WordsFor(signal.unit);
  const std::string unit = Unit_Name(signal.unit);
  const char kJson[] = R"({"value":45.25,"unit":"$0"})";
  const char kText[] = R"(quantity { value: 45.25 unit: $1 unit_text: "$0" })";
  SignalSample sample;
  sample.ga_json = absl::Substitute(kJson, words.ga);
  sample.ga_text = absl::Substitute(kText, words.ga, unit);
  sample.json_of_2025 = absl::Substitute(kJson, words.of_2025);
  sample.text_of_2025 = absl::Substitute(kText, words.of_2025, unit);
  sample.null_json = absl::Substitute(R"({"value":null,"unit":"$0"})", words.ga);
  sample.null_text = absl::Substitute(R"(quantity { unit: $1 unit_text: "$0" })", words.ga, unit);
  if (signal.unit_rule == UnitRule::kImplied) {
    sample.ga_json = R"({"value":45.25})";
    sample.ga_text = absl::Substitute("quantity { value: 45.25 unit: $0 }", unit);
  }
  return sample;
}

// A list whose member was called by the name of the signal in 2025.
SignalSample Openings(const std::string& field, const std::string& json, const std::string& text) {
  SignalSample sample;
  const char kJson[] = R"({"$0":[$1],"rowCount":2,"columnCount":2})";
  sample.ga_json = absl::Substitute(kJson, "values", json);
  sample.json_of_2025 = absl::Substitute(kJson, field, json);
  sample.ga_text = absl::Substitute("$0 { $1 row_count: 2 column_count: 2 }", field, text);
  sample.text_of_2025 = sample.ga_text;
  sample.null_json = R"({"values":null,"rowCount":null,"columnCount":null})";
  sample.null_text = field + " {}";
  return sample;
}

SignalSample Doors() {
  return Openings(
      "doors",
      R"({"row":0,"column":0,"isOpen":false,"isLocked":true},
         {"row":1,"column":1,"isOpen":null,"isLocked":null})",
      "doors { row: 0 column: 0 is_open: false is_locked: true } doors { row: 1 column: 1 }");
}

SignalSample Windows() {
  return Openings("windows",
                  R"({"row":0,"column":0,"isOpen":true},{"row":1,"column":1,"isOpen":null})",
                  "windows { row: 0 column: 0 is_open: true } windows { row: 1 column: 1 }");
}

SignalSample ChargeLimits() {
  SignalSample sample;
  const char kJson[] = R"({"values":[
      {"type":"GLOBAL","limit":80,"condition":null},
      {"type":"LOCATION","limit":90.5,"condition":{"name":"Home","address":null,"latitude":0,
       "longitude":-122.5}},
      {"type":"$0","limit":100,"condition":{"connectorType":"CCS"}}],
      "activeLimit":80,"unit":"$1"})";
  const char kText[] = R"(charge_limits {
      limits { scope: CHARGE_SCOPE_GLOBAL scope_text: "GLOBAL" limit: 80 }
      limits { scope: CHARGE_SCOPE_LOCATION scope_text: "LOCATION" limit: 90.5
               condition { name: "Home" coordinates { latitude: 0 longitude: -122.5 } } }
      limits { scope: CHARGE_SCOPE_CHARGING_TYPE scope_text: "$0" limit: 100
               condition { connector_type: "CCS" } }
      active_limit: 80 unit: UNIT_PERCENT unit_text: "$1" })";
  sample.ga_json = absl::Substitute(kJson, "CHARGING_TYPE", "percent");
  sample.ga_text = absl::Substitute(kText, "CHARGING_TYPE", "percent");
  sample.json_of_2025 = absl::Substitute(kJson, "CONNECTOR", "percentage");
  sample.text_of_2025 = absl::Substitute(kText, "CONNECTOR", "percentage");
  sample.null_json = R"({"values":[],"activeLimit":null,"unit":"percent"})";
  sample.null_text = R"(charge_limits { unit: UNIT_PERCENT unit_text: "percent" })";
  return sample;
}

SignalSample ChargeRecords() {
  SignalSample sample;
  const char kJson[] = R"({"values":[{"id":"r1",
      "cost":{"currency":"EUR","energyAmount":12.5,"otherAmount":0},"startTime":$0,"endTime":$1,
      "location":{"name":"Depot","address":"1 Main St","latitude":52.5,"longitude":13.25},
      "energyAdded":30.5,"$2":"DC","isPublicCharger":false,"startStateOfCharge":20,
      "endStateOfCharge":80},{"id":"r2","cost":null,"location":null}]})";
  sample.ga_json = absl::Substitute(kJson, R"("2026-09-22T12:00:00.000Z")",
                                    R"("2026-09-22T13:00:00.500Z")", "chargingType");
  sample.json_of_2025 = absl::Substitute(kJson, "1790078400000", "1790082000500", "connectorType");
  sample.ga_text = R"(charge_records { records { record_id: "r1"
      cost { currency_code: "EUR" energy_amount: 12.5 other_amount: 0 }
      start_time { seconds: 1790078400 } end_time { seconds: 1790082000 nanos: 500000000 }
      location { name: "Depot" address: "1 Main St" coordinates { latitude: 52.5 longitude: 13.25 } }
      energy_added: 30.5 charging_type: "DC" is_public_charger: false
      start_state_of_charge_percent: 20 end_state_of_charge_percent: 80 }
      records { record_id: "r2" } })";
  sample.text_of_2025 = sample.ga_text;
  sample.null_json = R"({"values":null})";
  sample.null_text = "charge_records {}";
  return sample;
}

SignalSample ChargeTimers() {
  SignalSample sample;
  const char kJson[] = R"({"values":[{"type":"$0",
      "condition":{"name":"Home","address":"1 Main St","latitude":37.5,"longitude":-122.5,
                   "connectorType":"J1772"},
      "schedules":[{"start":"22:00:00","end":"06:30:15","days":["MONDAY","SUNDAY"]}],
      "departureTimers":[{"days":["FRIDAY"],"time":"07:30"}],
      "isOEMOptimizationEnabled":true$1}]})";
  const char kText[] = R"(charge_timers { timers { scope: CHARGE_SCOPE_LOCATION scope_text: "$0"
      condition { name: "Home" address: "1 Main St" coordinates { latitude: 37.5 longitude: -122.5 }
                  connector_type: "J1772" }
      windows { start_time { hours: 22 } stop_time { hours: 6 minutes: 30 seconds: 15 }
                days: [DAY_OF_WEEK_MONDAY, DAY_OF_WEEK_SUNDAY] days_text: ["MONDAY", "SUNDAY"] }
      departure_timers { days: DAY_OF_WEEK_FRIDAY days_text: "FRIDAY"
                         departure_time { hours: 7 minutes: 30 } }
      is_oem_optimization_enabled: true $1 } })";
  sample.ga_json =
      absl::Substitute(kJson, "LOCATION", R"(,"scheduleType":"DAILY","scheduleId":"sched_1")");
  sample.ga_text = absl::Substitute(kText, "LOCATION",
                                    R"(schedule_type: CHARGE_SCHEDULE_TYPE_DAILY
                                       schedule_type_text: "DAILY" schedule_id: "sched_1")");
  sample.json_of_2025 = absl::Substitute(kJson, "location", "");
  sample.text_of_2025 = absl::Substitute(kText, "location", "");
  sample.null_json = R"({"values":[{"type":null,"condition":null,"schedules":null,
      "departureTimers":null,"isOEMOptimizationEnabled":null,"scheduleType":null,
      "scheduleId":null}]})";
  sample.null_text = "charge_timers { timers {} }";
  return sample;
}

SignalSample ServiceRecords() {
  SignalSample sample;
  const char kJson[] = R"({"values":[{"id":"s1","cost":{"amount":99.5,"currency":"USD"},"time":$0,
      "tasks":[{"id":"t1","description":"Oil change"}],"details":[{"id":7,"description":null}],
      "odometer":12345.5}]})";
  sample.ga_json = absl::Substitute(kJson, R"("2026-09-22T12:00:00Z")");
  sample.json_of_2025 = absl::Substitute(kJson, "1790078400000");
  sample.ga_text = R"(service_records { records { record_id: "s1"
      cost { currency_code: "USD" amount: 99.5 } service_time { seconds: 1790078400 }
      tasks { item_id: "t1" description: "Oil change" } details { item_id: "7" }
      odometer: 12345.5 } })";
  sample.text_of_2025 = sample.ga_text;
  sample.null_json = R"({"values":null})";
  sample.null_text = "service_records {}";
  return sample;
}

SignalSample NominalCapacity() {
  SignalSample sample;
  const char kJson[] = R"({"capacity":77.5,"source":"USER_SELECTED","availableCapacities":[
      {"capacity":58,"description":null},{"capacity":77.5,"description":"Long range"}],"unit":"$0"})";
  const char kText[] = R"(nominal_capacity { capacity: 77.5 source: CAPACITY_SOURCE_USER_SELECTED
      source_text: "USER_SELECTED" available_capacities { capacity: 58 }
      available_capacities { capacity: 77.5 description: "Long range" }
      unit: UNIT_KILOWATT_HOUR unit_text: "$0" })";
  sample.ga_json = absl::Substitute(kJson, "kWh");
  sample.ga_text = absl::Substitute(kText, "kWh");
  sample.json_of_2025 = absl::Substitute(kJson, "kilowatt-hours");
  sample.text_of_2025 = absl::Substitute(kText, "kilowatt-hours");
  sample.null_json = R"({"capacity":null,"source":null,"availableCapacities":[],"unit":"kWh"})";
  sample.null_text = R"(nominal_capacity { unit: UNIT_KILOWATT_HOUR unit_text: "kWh" })";
  return sample;
}

SignalSample DrivingRange() {
  SignalSample sample;
  const char kJson[] = R"({"value":310,"type":"DEFAULT","additionalValues":[
      {"type":"IDEAL_CONDITIONS","value":400.5},{"type":"RATED","value":null}],"unit":"$0"})";
  const char kText[] = R"(driving_range { value: 310 type: RANGE_TYPE_DEFAULT type_text: "DEFAULT"
      additional_values { type: RANGE_TYPE_IDEAL_CONDITIONS type_text: "IDEAL_CONDITIONS"
                          value: 400.5 }
      additional_values { type: RANGE_TYPE_RATED type_text: "RATED" }
      unit: UNIT_KILOMETER unit_text: "$0" })";
  sample.ga_json = absl::Substitute(kJson, "km");
  sample.ga_text = absl::Substitute(kText, "km");
  sample.json_of_2025 = absl::Substitute(kJson, "kilometers");
  sample.text_of_2025 = absl::Substitute(kText, "kilometers");
  sample.null_json = R"({"value":null,"unit":"km"})";
  sample.null_text = R"(driving_range { unit: UNIT_KILOMETER unit_text: "km" })";
  return sample;
}

SignalSample Tires() {
  return Timeless(
      R"({"values":[{"row":1,"column":0,"tirePressure":2.5},{"row":0,"column":1,
          "tirePressure":null}],"rowCount":2,"columnCount":2,"unit":"bar"})",
      R"(tires { tires { row: 1 column: 0 pressure: 2.5 } tires { row: 0 column: 1 }
          row_count: 2 column_count: 2 unit: UNIT_BAR unit_text: "bar" })",
      R"({"values":[],"rowCount":null,"columnCount":null,"unit":"bar"})",
      R"(tires { unit: UNIT_BAR unit_text: "bar" })");
}

}  // namespace

SignalSample SampleOf(const SignalDefinition& signal) {
  const char kNullValue[] = R"({"value":null})";
  switch (signal.body) {
    case Signal::kQuantity:
      return Quantity(signal);
    case Signal::kCount:
      return Timeless(R"({"value":3,"unit":"count"})", R"(count { value: 3 unit_text: "count" })",
                      R"({"value":null,"unit":"count"})", R"(count { unit_text: "count" })");
    case Signal::kFlag:
      return Timeless(R"({"value":false})", "flag { value: false }", kNullValue, "flag {}");
    case Signal::kText:
      return Timeless(R"({"value":"Größe \u0041"})", R"(text { value: "Größe A" })", kNullValue,
                      "text {}");
    case Signal::kTextList:
      return Timeless(R"({"values":["one","two"]})", R"(text_list { values: ["one", "two"] })",
                      R"({"values":null})", "text_list {}");
    case Signal::kDiagnosticStatus:
      return Timeless(R"({"status":"ALERT","description":"Have it checked"})",
                      R"(diagnostic_status { state: DIAGNOSTIC_STATE_ALERT state_text: "ALERT"
                          description: "Have it checked" })",
                      R"({"status":null,"description":null})", "diagnostic_status {}");
    case Signal::kDtcList: {
      SignalSample sample =
          Timeless(R"({"values":[{"code":"P0128","timestamp":"2026-09-22T12:00:00Z"}]})",
                   R"(dtc_list { codes { code: "P0128" recorded_time { seconds: 1790078400 } } })",
                   R"({"values":null})", "dtc_list {}");
      sample.json_of_2025 = R"({"values":[{"code":"P0128","timestamp":1790078400000}]})";
      return sample;
    }
    case Signal::kChargeLimits:
      return ChargeLimits();
    case Signal::kChargeRecords:
      return ChargeRecords();
    case Signal::kChargeTimers:
      return ChargeTimers();
    case Signal::kChargingStatus:
      return Timeless(R"({"value":"FULLY_CHARGED"})",
                      R"(charging_status { state: CHARGING_STATE_FULLY_CHARGED
                          state_text: "FULLY_CHARGED" })",
                      kNullValue, "charging_status {}");
    case Signal::kDoors:
      return Doors();
    case Signal::kWindows:
      return Windows();
    case Signal::kClosure:
      return Timeless(R"({"isOpen":true,"isLocked":false})",
                      "closure { is_open: true is_locked: false }",
                      R"({"isOpen":null,"isLocked":null})", "closure {}");
    case Signal::kPreciseLocation:
      return Timeless(
          R"({"latitude":52.5,"longitude":-13.25,"heading":270.5,"direction":"W",
              "locationType":"LAST_PARKED"})",
          R"(precise_location { coordinates { latitude: 52.5 longitude: -13.25 }
              heading_degrees: 270.5 direction: COMPASS_DIRECTION_WEST direction_text: "W"
              location_type: LOCATION_TYPE_LAST_PARKED location_type_text: "LAST_PARKED" })",
          R"({"latitude":null,"longitude":null})", "precise_location {}");
    case Signal::kBatteryHealth:
      return Timeless(R"({"value":"WARN"})",
                      R"(battery_health { level: BATTERY_HEALTH_LEVEL_WARN level_text: "WARN" })",
                      kNullValue, "battery_health {}");
    case Signal::kServiceRecords:
      return ServiceRecords();
    case Signal::kNominalCapacity:
      return NominalCapacity();
    case Signal::kDrivingRange:
      return DrivingRange();
    case Signal::kGearState:
      return Timeless(R"({"value":"REVERSE"})",
                      R"(gear_state { gear: GEAR_REVERSE gear_text: "REVERSE" })", kNullValue,
                      "gear_state {}");
    case Signal::kDriveMode:
      return Timeless(R"({"canonical":"SPORT","oemDisplayName":"Dynamic"})",
                      R"(drive_mode { canonical: "SPORT" oem_display_name: "Dynamic" })",
                      R"({"canonical":null,"oemDisplayName":null})", "drive_mode {}");
    case Signal::kTires:
      return Tires();
    case Signal::kUnknownBody:
    case Signal::BODY_NOT_SET:
      return {};
  }
  return {};
}

}  // namespace smartcar_gateway
