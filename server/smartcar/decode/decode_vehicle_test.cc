// Tests of the reply that describes a vehicle.
#include "server/smartcar/decode/decode_vehicle.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetVehicleResponse;

GetVehicleResponse Decode(const std::string& body) {
  GetVehicleResponse response;
  EXPECT_TRUE(DecodeVehicle(body, &response).ok()) << body;
  return response;
}

GetVehicleResponse DecodeAttributes(const std::string& attributes) {
  return Decode(absl::StrCat(R"({"data":{"id":"v1","attributes":{)", attributes, "}}}"));
}

TEST(DecodeVehicleTest, ReadsEveryMember) {
  ExpectEqualsText(
      DecodeAttributes(
          R"("make":"TESLA","model":"Model 3","year":2019,"powertrainType":"BEV","mode":"live")"),
      R"(vehicle { vehicle_id: "v1" make: "TESLA" model: "Model 3" year: 2019
                   powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: "BEV"
                   mode: VEHICLE_MODE_LIVE mode_text: "live" })");
}

TEST(DecodeVehicleTest, ReadsTheBareResourceOf2025) {
  ExpectEqualsText(
      Decode(R"({"id":"v1","type":"vehicle","attributes":{"make":"TESLA","year":"2019"},
                 "links":{"self":"/vehicles/v1"}})"),
      R"(vehicle { vehicle_id: "v1" make: "TESLA" year: 2019 })");
}

TEST(DecodeVehicleTest, YearsThatAreNoneStayUnset) {
  for (const char* year :
       {"null", "0", "-1", "2019.5", "\"\"", "\"new\"", "4294967296", "[2019]"}) {
    ExpectEqualsText(DecodeAttributes(absl::StrCat(R"("year":)", year)),
                     R"(vehicle { vehicle_id: "v1" })");
  }
}

TEST(DecodeVehicleTest, UnknownWordsAreUnspecifiedWithTheirText) {
  ExpectEqualsText(
      DecodeAttributes(R"("powertrainType":"FCEV","mode":"demo")"),
      R"(vehicle { vehicle_id: "v1" powertrain_type_text: "FCEV" mode_text: "demo" })");
  ExpectEqualsText(
      DecodeAttributes(R"("powertrainType":null,"mode":"test")"),
      R"(vehicle { vehicle_id: "v1" mode: VEHICLE_MODE_SIMULATED mode_text: "test" })");
}

TEST(DecodeVehicleTest, MembersOfAnotherKindLeaveTheirFieldsUnset) {
  ExpectEqualsText(DecodeAttributes(R"("make":1,"model":[],"powertrainType":{},"mode":false)"),
                   R"(vehicle { vehicle_id: "v1" })");
}

TEST(DecodeVehicleTest, RefusesRepliesWithoutAVehicle) {
  for (const char* body :
       {"", "{}", "[]", R"({"data":{}})", R"({"data":[]})", R"({"id":"v1"})", "<html></html>"}) {
    GetVehicleResponse response;
    const absl::Status status = DecodeVehicle(body, &response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << body;
    EXPECT_FALSE(status.message().empty()) << body;
  }
}

}  // namespace
}  // namespace smartcar_gateway
