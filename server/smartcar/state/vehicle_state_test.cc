// Tests of whole states: from Smartcar's JSON, in both shapes and both systems of units.
#include "server/smartcar/state/vehicle_state.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the tests

std::string Entry(const std::string& code, const std::string& body) {
  return absl::StrCat(R"({"id":")", code, R"(","type":"signal","attributes":{"code":")", code,
                      R"(","status":{"value":"SUCCESS"},"body":)", body, R"(},"meta":{}})");
}

std::string Reply(const std::vector<std::string>& entries) {
  return absl::StrCat(R"({"data":[)", absl::StrJoin(entries, ","), "]}");
}

GetVehicleStateResponse Decode(const std::string& body,
                               const std::vector<std::string>& paths = {}) {
  google::protobuf::FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  GetVehicleStateResponse response;
  EXPECT_TRUE(DecodeVehicleState(body, mask, &response).ok()) << body;
  return response;
}

TEST(VehicleStateTest, HasValueTimesStatusErrorAndVehicle) {
  ExpectEqualsText(Decode(R"({"data":[
      {"id":"charge-wattage","type":"signal","attributes":{"code":"charge-wattage",
        "name":"Wattage","group":"Charge","status":{"value":"ERROR","error":{"type":"VEHICLE_STATE",
        "code":"NOT_CHARGING","title":"Not Charging","detail":"It does not charge.",
        "resolution":{"type":"UNKNOWN_RESOLUTION_TYPE"}}},"body":{"value":null,"unit":"watt"}},
       "meta":{"ingestedAt":"2026-09-22T12:43:14Z"}},
      {"id":"climate-internaltemperature","type":"signal","attributes":{
        "code":"climate-internaltemperature","status":{"value":"ERROR","error":{"type":"UPSTREAM"}},
        "body":{"value":21.5,"unit":"celsius"}},"meta":{"oemUpdatedAt":"2026-09-20T12:34:51Z"}},
      {"id":"odometer-traveleddistance","type":"signal","attributes":{
        "code":"odometer-traveleddistance","status":{"value":"SUCCESS"},
        "body":{"value":12345.5,"unit":"km"}},"meta":{"ingestedAt":"2026-09-22T12:43:14Z",
        "retrievedAt":"2026-09-22T12:41:16Z","oemUpdatedAt":"2026-09-22T12:34:51Z"}}],
      "included":{"vehicle":{"id":"v1","type":"vehicle","attributes":{"make":"KIA"}}}})"),
                   R"(
      state {
        charging_power_kw { info { signal_code: "charge-wattage" status: SIGNAL_STATUS_ERROR
          status_text: "ERROR" error { type: "VEHICLE_STATE" code: "NOT_CHARGING"
          title: "Not Charging" detail: "It does not charge."
          resolution_type: "UNKNOWN_RESOLUTION_TYPE" } ingested_time { seconds: 1790080994 } } }
        odometer_km { value: 12345.5 info { signal_code: "odometer-traveleddistance"
          status: SIGNAL_STATUS_SUCCESS status_text: "SUCCESS"
          oem_updated_time { seconds: 1790080491 } retrieved_time { seconds: 1790080876 }
          ingested_time { seconds: 1790080994 } } }
        inside_temperature_celsius { value: 21.5 info { signal_code: "climate-internaltemperature"
          status: SIGNAL_STATUS_ERROR status_text: "ERROR" error { type: "UPSTREAM" }
          is_stale: true oem_updated_time { seconds: 1789907691 } } }
      }
      vehicle { vehicle_id: "v1" make: "KIA" })");
}

TEST(VehicleStateTest, OfNothingIsEmptyAndSet) {
  const auto response = Decode(Reply({}));
  EXPECT_TRUE(response.has_state());
  EXPECT_EQ(response.state().ByteSizeLong(), 0u);
  EXPECT_FALSE(response.has_vehicle());
}

TEST(VehicleStateTest, IsMetricWhateverUpstreamSends) {
  const VehicleState state =
      Decode(Reply({Entry("charge-chargerate", R"({"value":20,"unit":"mph"})"),
                    Entry("climate-externaltemperature", R"({"value":68,"unit":"fahrenheit"})"),
                    Entry("internalcombustionengine-amountremaining",
                          R"({"value":10,"unit":"gallons"})"),
                    Entry("motion-currentspeed", R"({"value":55,"unit":"mi/h"})"),
                    Entry("odometer-traveleddistance", R"({"value":100,"unit":"MILES"})"),
                    Entry("tractionbattery-range", R"({"value":200,"unit":"mi"})"),
                    Entry("wheel-tires", R"({"values":[{"row":0,"column":0,"tirePressure":33}],
                                             "unit":"psi"})")}))
          .state();
  EXPECT_EQ(state.charge_rate_kph().value(), 32.18688);
  EXPECT_EQ(state.outside_temperature_celsius().value(), 20);
  EXPECT_EQ(state.fuel_liters().value(), 37.85411784);
  EXPECT_EQ(state.speed_kph().value(), 88.51392);
  EXPECT_EQ(state.odometer_km().value(), 160.9344);
  EXPECT_EQ(state.range_km().value(), 321.8688);
  EXPECT_EQ(state.tires().tires(0).pressure_kpa(), 227.526990675);
}

TEST(VehicleStateTest, WordsOfTheOlderShapeAreTheSame) {
  const VehicleState state =
      Decode(Reply({Entry("charge-timetocomplete", R"({"value":2,"unit":"hours"})"),
                    Entry("charge-wattage", R"({"value":7.4,"unit":"kilowatts"})"),
                    Entry("closure-doors", R"({"doors":[{"row":0,"column":0,"isOpen":null}]})"),
                    Entry("odometer-traveleddistance", R"({"value":5,"unit":"kilometers"})"),
                    Entry("tractionbattery-stateofcharge", R"({"value":62,"unit":"percentage"})")}))
          .state();
  EXPECT_EQ(state.charge_time_remaining().value().seconds(), 7200);
  EXPECT_EQ(state.charging_power_kw().value(), 7.4);
  EXPECT_EQ(state.doors().doors_size(), 1);
  EXPECT_FALSE(state.doors().doors(0).has_is_open());
  EXPECT_EQ(state.odometer_km().value(), 5);
  EXPECT_EQ(state.charge_percent().value(), 62);
}

TEST(VehicleStateTest, OrderOfTheReplyHasNoMeaning) {
  const VehicleState state =
      Decode(Reply({Entry("wheel-tires", R"({"values":[]})"),
                    Entry("charge-ischarging", R"({"value":true})"),
                    Entry("odometer-traveleddistance", R"({"value":1,"unit":"km"})")}))
          .state();
  EXPECT_TRUE(state.has_tires());
  EXPECT_TRUE(state.is_charging().value());
  EXPECT_EQ(state.odometer_km().value(), 1);
}

TEST(VehicleStateTest, OfSignalsWithOneCodeTheLastCounts) {
  const VehicleState state =
      Decode(Reply({Entry("closure-doors", R"({"values":[{"row":0},{"row":1}]})"),
                    Entry("odometer-traveleddistance", R"({"value":1,"unit":"km"})"),
                    Entry("closure-doors", R"({"values":[{"row":2}]})"),
                    Entry("odometer-traveleddistance", R"({"value":2,"unit":"km"})")}))
          .state();
  EXPECT_EQ(state.odometer_km().value(), 2);
  ASSERT_EQ(state.doors().doors_size(), 1);
  EXPECT_EQ(state.doors().doors(0).row(), 2);
}

TEST(VehicleStateTest, CodesItDoesNotUseChangeNothing) {
  const auto response = Decode(
      Reply({Entry("aaa-unknown", R"({"value":1})"), Entry("diagnostics-abs", R"({"status":"OK"})"),
             Entry("zzz-unknown", R"({"value":1})")}));
  EXPECT_EQ(response.state().ByteSizeLong(), 0u);
}

TEST(VehicleStateTest, MaskChoosesFields) {
  const std::string reply = Reply({Entry("charge-ischarging", R"({"value":true})"),
                                   Entry("closure-islocked", R"({"value":true})"),
                                   Entry("odometer-traveleddistance", R"({"value":1})")});
  const VehicleState all = Decode(reply).state();
  EXPECT_TRUE(all.has_is_charging() && all.has_is_locked() && all.has_odometer_km());
  const VehicleState two = Decode(reply, {"is_locked", "odometer_km", "is_locked"}).state();
  EXPECT_TRUE(!two.has_is_charging() && two.has_is_locked() && two.has_odometer_km());
  // Asked for and not stored.
  EXPECT_EQ(Decode(reply, {"vin"}).state().ByteSizeLong(), 0u);
}

TEST(VehicleStateTest, BrokenRepliesAreRefused) {
  for (const char* body : {"", "{", R"({"data":7})", "<html>", R"({"data":[7]})"}) {
    GetVehicleStateResponse response;
    EXPECT_FALSE(DecodeVehicleState(body, {}, &response).ok()) << body;
  }
}

}  // namespace
}  // namespace smartcar_gateway
