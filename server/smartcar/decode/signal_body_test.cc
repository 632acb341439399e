// Tests of what a body does with members it does not expect: nothing is lost and nothing fails.
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/signal_object.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Signal;

// What the body decodes to, without the parts of the signal around it.
Signal DecodeBody(const std::string& code, const std::string& body) {
  Signal signal;
  const auto root =
      ParseJson(absl::StrCat(R"({"attributes":{"code":")", code, R"(","body":)", body, "}}"));
  EXPECT_TRUE(root.ok()) << body;
  if (root.ok()) DecodeSignalObject(simdjson::dom::object(*root), &signal);
  EXPECT_EQ(signal.code(), code);
  signal.clear_code();
  signal.clear_name();
  signal.clear_group();
  return signal;
}

void ExpectBody(const std::string& code, const std::string& body, const std::string& text) {
  SCOPED_TRACE(absl::StrCat(code, " ", body));
  ExpectEqualsText(DecodeBody(code, body), text);
}

TEST(SignalBodyTest, KeepsMembersItDoesNotKnow) {
  ExpectBody("odometer-traveleddistance",
             R"({"value":1.5,"unit":"km","source":"CAN","more":{"a":[1,null]}})",
             R"(quantity { value: 1.5 unit: UNIT_KILOMETER unit_text: "km" }
                unrecognized_fields {
                  fields { key: "source" value { string_value: "CAN" } }
                  fields { key: "more" value { struct_value { fields { key: "a" value { list_value {
                    values { number_value: 1 } values { null_value: NULL_VALUE } } } } } } } })");
}

TEST(SignalBodyTest, KeepsTheWholeMemberIfAnythingDeepInsideIsUnknown) {
  ExpectBody("closure-doors", R"({"values":[{"row":0,"isOpen":true,"isAjar":false}],"rowCount":2})",
             R"(doors { doors { row: 0 is_open: true } row_count: 2 }
                unrecognized_fields { fields { key: "values" value { list_value { values {
                  struct_value {
                    fields { key: "row" value { number_value: 0 } }
                    fields { key: "isOpen" value { bool_value: true } }
                    fields { key: "isAjar" value { bool_value: false } } } } } } } })");
}

TEST(SignalBodyTest, NumberAsAStringIsKeptAsAString) {
  ExpectBody("tractionbattery-stateofcharge", R"({"value":"45","unit":"percent"})",
             R"(quantity { unit: UNIT_PERCENT unit_text: "percent" }
                unrecognized_fields { fields { key: "value" value { string_value: "45" } } })");
  ExpectBody("diagnostics-dtccount", R"({"value":"4"})",
             R"(count {}
                unrecognized_fields { fields { key: "value" value { string_value: "4" } } })");
}

TEST(SignalBodyTest, NumberBeyondADoubleIsKeptAsItsDigits) {
  ExpectBody("charge-voltage", R"({"value":-1e400})",
             R"(quantity {}
                unrecognized_fields { fields { key: "value" value { string_value: "-1e400" } } })");
}

TEST(SignalBodyTest, IntegerIsANumberAndAWholeNumberIsACount) {
  ExpectBody("charge-voltage", R"({"value":230})", "quantity { value: 230 }");
  ExpectBody("diagnostics-dtccount", R"({"value":3.0})", "count { value: 3 }");
  ExpectBody("diagnostics-dtccount", R"({"value":9223372036854775807})",
             "count { value: 9223372036854775807 }");
}

TEST(SignalBodyTest, IntegersThatTheFieldCannotHoldAreKept) {
  ExpectBody("diagnostics-dtccount", R"({"value":2.5})",
             R"(count {}
                unrecognized_fields { fields { key: "value" value { number_value: 2.5 } } })");
  ExpectBody("diagnostics-dtccount", R"({"value":9223372036854775808})",
             R"(count {} unrecognized_fields {
                  fields { key: "value" value { number_value: 9223372036854775808 } } })");
  ExpectBody("wheel-tires", R"({"rowCount":2147483648,"columnCount":-2147483648})",
             R"(tires { column_count: -2147483648 } unrecognized_fields {
                  fields { key: "rowCount" value { number_value: 2147483648 } } })");
}

TEST(SignalBodyTest, MembersOfAnotherKindAreKept) {
  ExpectBody(
      "closure-islocked", R"({"value":1})",
      R"(flag {} unrecognized_fields { fields { key: "value" value { number_value: 1 } } })");
  ExpectBody("vehicleidentification-vin", R"({"value":false})",
             R"(text {}
                unrecognized_fields { fields { key: "value" value { bool_value: false } } })");
  ExpectBody("charge-amperage", R"({"value":{"a":1},"unit":7})",
             R"(quantity {} unrecognized_fields {
                  fields { key: "value" value { struct_value {
                    fields { key: "a" value { number_value: 1 } } } } }
                  fields { key: "unit" value { number_value: 7 } } })");
  ExpectBody("closure-windows", R"({"values":{}})",
             R"(windows {}
                unrecognized_fields { fields { key: "values" value { struct_value {} } } })");
}

TEST(SignalBodyTest, ListKeepsWhatIsRightAndIsKeptWholeForTheRest) {
  ExpectBody("vehicleidentification-packages", R"({"values":["a",null,2,"b"]})",
             R"(text_list { values: ["a", "b"] }
                unrecognized_fields { fields { key: "values" value { list_value {
                  values { string_value: "a" } values { null_value: NULL_VALUE }
                  values { number_value: 2 } values { string_value: "b" } } } } })");
  ExpectBody("wheel-tires", R"({"values":[null,{"row":0,"tirePressure":2}]})",
             R"(tires { tires { row: 0 pressure: 2 } }
                unrecognized_fields { fields { key: "values" value { list_value {
                  values { null_value: NULL_VALUE }
                  values { struct_value {
                    fields { key: "row" value { number_value: 0 } }
                    fields { key: "tirePressure" value { number_value: 2 } } } } } } } })");
}

TEST(SignalBodyTest, UnknownWordsAreUnspecifiedWithTheirText) {
  ExpectBody("transmission-gearstate", R"({"value":"LOW"})", R"(gear_state { gear_text: "LOW" })");
  ExpectBody("charge-voltage", R"({"value":1,"unit":"furlong"})",
             R"(quantity { value: 1 unit_text: "furlong" })");
  ExpectBody("diagnostics-abs", R"({"status":"alert","description":null})",
             R"(diagnostic_status { state: DIAGNOSTIC_STATE_ALERT state_text: "alert" })");
  ExpectBody("charge-chargetimers", R"({"values":[{"schedules":[{"days":["MONDAY","HOLIDAY"]}]}]})",
             R"(charge_timers { timers { windows {
                  days: [DAY_OF_WEEK_MONDAY, DAY_OF_WEEK_UNSPECIFIED]
                  days_text: ["MONDAY", "HOLIDAY"] } } })");
}

TEST(SignalBodyTest, TimesThatCannotBeAreKept) {
  ExpectBody("diagnostics-dtclist", R"({"values":[{"code":"P1","timestamp":0}]})",
             R"(dtc_list { codes { code: "P1" } })");
  ExpectBody("diagnostics-dtclist", R"({"values":[{"code":"P1","timestamp":"yesterday"}]})",
             R"(dtc_list { codes { code: "P1" } }
                unrecognized_fields { fields { key: "values" value { list_value { values {
                  struct_value {
                    fields { key: "code" value { string_value: "P1" } }
                    fields { key: "timestamp" value { string_value: "yesterday" } } } } } } } })");
}

TEST(SignalBodyTest, ClockTimesThatCannotBeAreKept) {
  for (const char* time : {"24:00", "23:60", "7:30", "07:30:60", "07-30", "07:30:00Z", "ab:cd",
                           "+7:30", "07:30:0", ""}) {
    const Signal signal =
        DecodeBody("charge-chargetimers",
                   absl::StrCat(R"({"values":[{"departureTimers":[{"time":")", time, R"("}]}]})"));
    ASSERT_EQ(signal.charge_timers().timers_size(), 1) << time;
    EXPECT_FALSE(signal.charge_timers().timers(0).departure_timers(0).has_departure_time()) << time;
    EXPECT_EQ(signal.unrecognized_fields().fields().count("values"), 1u) << time;
  }
}

TEST(SignalBodyTest, OfTwoNamesForOneThingTheSecondIsKept) {
  ExpectBody("closure-doors", R"({"values":[{"row":0}],"doors":[{"row":1}]})",
             R"(doors { doors { row: 0 } }
                unrecognized_fields { fields { key: "doors" value { list_value { values {
                  struct_value { fields { key: "row" value { number_value: 1 } } } } } } } })");
  ExpectBody("closure-windows", R"({"values":null,"windows":[{"row":1}]})",
             "windows { windows { row: 1 } }");
  const Signal records = DecodeBody("charge-chargerecords",
                                    R"({"values":[{"chargingType":"DC","connectorType":"CCS"}]})");
  EXPECT_EQ(records.charge_records().records(0).charging_type(), "DC");
  EXPECT_EQ(records.unrecognized_fields().fields().count("values"), 1u);
}

TEST(SignalBodyTest, LastOfMembersWithTheSameNameCounts) {
  ExpectBody("charge-voltage", R"({"value":"x","value":1,"unit":"volts","value":2})",
             R"(quantity { value: 2 unit: UNIT_VOLT unit_text: "volts" })");
  ExpectBody("charge-voltage", R"({"value":1,"value":null})", "quantity {}");
  ExpectBody("charge-voltage", R"({"value":1,"value":"x"})",
             R"(quantity {}
                unrecognized_fields { fields { key: "value" value { string_value: "x" } } })");
  ExpectBody("closure-doors", R"({"values":[{"row":0,"row":1}],"rowCount":1,"rowCount":2})",
             "doors { doors { row: 1 } row_count: 2 }");
}

TEST(SignalBodyTest, LastOfMembersWithTheSameNameCountsInLargeBodiesToo) {
  std::string body = R"({"value":1,"again":"first")";
  for (int i = 0; i < 40; ++i) absl::StrAppend(&body, ",\"m", i, "\":", i);
  absl::StrAppend(&body, R"(,"value":2,"again":"last"})");
  const Signal signal = DecodeBody("charge-voltage", body);
  EXPECT_EQ(signal.quantity().value(), 2);
  EXPECT_EQ(signal.unrecognized_fields().fields_size(), 41);
  EXPECT_EQ(signal.unrecognized_fields().fields().at("again").string_value(), "last");
}

TEST(SignalBodyTest, ImpliedUnitGivesWayToAnythingSmartcarNames) {
  ExpectBody("charge-timetocomplete", R"({"value":5})", "quantity { value: 5 unit: UNIT_MINUTE }");
  ExpectBody("charge-timetocomplete", R"({"value":5,"unit":null})",
             "quantity { value: 5 unit: UNIT_MINUTE }");
  ExpectBody("charge-timetocomplete", R"({"value":5,"unit":"hours"})",
             R"(quantity { value: 5 unit: UNIT_HOUR unit_text: "hours" })");
  ExpectBody("charge-timetocomplete", R"({"value":5,"unit":"fortnights"})",
             R"(quantity { value: 5 unit_text: "fortnights" })");
  ExpectBody("charge-timetocomplete", R"({"value":5,"unit":1})",
             R"(quantity { value: 5 }
                unrecognized_fields { fields { key: "unit" value { number_value: 1 } } })");
}

TEST(SignalBodyTest, BodyThatIsNoObjectIsKept) {
  ExpectBody("charge-voltage", "230",
             R"(unrecognized_fields { fields { key: "body" value { number_value: 230 } } })");
  ExpectBody("charge-voltage", "[]",
             R"(unrecognized_fields { fields { key: "body" value { list_value {} } } })");
  ExpectBody("charge-voltage", "null", "");
  ExpectBody("charge-voltage", "{}", "quantity {}");
}

TEST(SignalBodyTest, BodyOfAnUnknownCodeIsAStruct) {
  ExpectBody("tractionbattery-estimatedrange", R"({"value":1,"unit":"km","value":2})",
             R"(unknown_body { fields { key: "value" value { number_value: 2 } }
                               fields { key: "unit" value { string_value: "km" } } })");
  ExpectBody("tractionbattery-estimatedrange", R"("far")",
             R"(unknown_body { fields { key: "body" value { string_value: "far" } } })");
  ExpectBody("tractionbattery-estimatedrange", "{}", "unknown_body {}");
  ExpectBody("tractionbattery-estimatedrange", "null", "");
}

TEST(SignalBodyTest, WindowWithoutALockIsWhole) {
  ExpectBody("closure-windows", R"({"values":[{"row":0,"isLocked":null}]})",
             "windows { windows { row: 0 } }");
  const Signal signal = DecodeBody("closure-windows", R"({"values":[{"isLocked":true}]})");
  EXPECT_EQ(signal.unrecognized_fields().fields().count("values"), 1u);
}

}  // namespace
}  // namespace smartcar_gateway
