// Tests of replies with the compatibility matrix.
#include "server/smartcar/decode/decode_compatibility.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::CompatibleVehicle;
using smartcar::gateway::v1::VehicleCapability;

struct Matrix {
  std::vector<CompatibleVehicle> vehicles;
  PageInfo page;
};

Matrix Decode(const std::string& body) {
  Matrix matrix;
  const auto add = [&](const CompatibleVehicle& vehicle) { matrix.vehicles.push_back(vehicle); };
  EXPECT_TRUE(DecodeCompatibleVehicles(body, add, &matrix.page).ok()) << body;
  return matrix;
}

VehicleCapability Capability(const std::string& object) {
  const Matrix matrix =
      Decode(absl::StrCat(R"({"data":[{"attributes":{"capabilities":[)", object, "]}}]}"));
  return matrix.vehicles.at(0).capabilities(0);
}

TEST(DecodeCompatibilityTest, ReadsEveryMember) {
  const Matrix matrix = Decode(R"({"data":[{"id":"TESLA-Model 3-2016-2026-BEV-US",
      "type":"vehicle-model-capability","attributes":{"make":"Tesla","model":"Model 3",
      "region":"US","powertrainType":"BEV","years":{"start":2016,"end":2026},
      "capabilities":[
        {"type":"signal","name":"State Of Charge","group":"TractionBattery","code":"StateOfCharge",
         "capability":"tractionbattery-stateofcharge","permission":"read_battery"},
        {"type":"command","name":"Start charge","group":"","code":"charge-start",
         "capability":"charge-start","permission":""}]}}],
      "meta":{"page":1,"pageSize":1384,"totalCount":1384},"links":{"self":"https://a.example"}})");
  ASSERT_EQ(matrix.vehicles.size(), 1u);
  ExpectEqualsText(matrix.vehicles[0], R"(
      compatible_vehicle_id: "TESLA-Model 3-2016-2026-BEV-US" make: "Tesla" model: "Model 3"
      region: COMPATIBILITY_REGION_US region_text: "US"
      powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: "BEV"
      start_year: 2016 end_year: 2026
      capabilities { kind: CAPABILITY_KIND_SIGNAL kind_text: "signal"
        code: "tractionbattery-stateofcharge" name: "State Of Charge" group: "TractionBattery"
        permission: "read_battery" is_capable: true }
      capabilities { kind: CAPABILITY_KIND_COMMAND kind_text: "command" code: "charge-start"
        name: "Start charge" is_capable: true })");
  EXPECT_EQ(matrix.page.total_count, 1384);
  EXPECT_FALSE(matrix.page.has_next);
}

TEST(DecodeCompatibilityTest, CapabilityMayBeAFlagBesideTheKey) {
  constexpr char kObject[] = R"({"code":"tractionbattery-stateofcharge","capability":)";
  for (const char* yes : {"true", "\"true\"", "\"YES\"", "null", "1", "{}", "\"\""}) {
    const VehicleCapability capability = Capability(absl::StrCat(kObject, yes, "}"));
    EXPECT_TRUE(capability.is_capable()) << yes;
    EXPECT_EQ(capability.code(), "tractionbattery-stateofcharge") << yes;
  }
  for (const char* no : {"false", "\"False\"", "\"no\""}) {
    const VehicleCapability capability = Capability(absl::StrCat(kObject, no, "}"));
    EXPECT_FALSE(capability.is_capable()) << no;
    EXPECT_EQ(capability.code(), "tractionbattery-stateofcharge") << no;
  }
}

TEST(DecodeCompatibilityTest, OrderOfMembersDoesNotMatter) {
  EXPECT_EQ(Capability(R"({"capability":"charge-start","code":"Start"})").code(), "charge-start");
}

TEST(DecodeCompatibilityTest, NothingOfAnEntryIsLeftInTheNext) {
  const Matrix matrix = Decode(R"({"data":[
      {"id":"a","attributes":{"make":"M","region":"CA","years":{"start":1},"capabilities":[{}]}},
      {"id":"b"}]})");
  ASSERT_EQ(matrix.vehicles.size(), 2u);
  ExpectEqualsText(matrix.vehicles[1], R"(compatible_vehicle_id: "b")");
}

TEST(DecodeCompatibilityTest, UnknownWordsAndOtherKindsLoseNothingElse) {
  const Matrix matrix = Decode(R"({"data":[{"id":"a","attributes":{"make":"M","region":"JAPAN",
      "powertrainType":"FCEV","years":{"start":"2019","end":1.5},
      "capabilities":["x",{"type":"oracle","code":5,"name":null}]}}]})");
  ASSERT_EQ(matrix.vehicles.size(), 1u);
  ExpectEqualsText(matrix.vehicles[0], R"(compatible_vehicle_id: "a" make: "M"
      region_text: "JAPAN" powertrain_type_text: "FCEV" start_year: 2019
      capabilities { kind_text: "oracle" is_capable: true })");
}

TEST(DecodeCompatibilityTest, RefusesRepliesWithoutAList) {
  PageInfo page;
  const auto ignore = [](const CompatibleVehicle&) {};
  EXPECT_EQ(DecodeCompatibleVehicles("{}", ignore, &page).message(),
            "the reply has no array `data`");
  EXPECT_EQ(DecodeCompatibleVehicles(R"({"data":[{},1]})", ignore, &page).message(),
            "`data` of the reply holds an entry that is no object");
}

}  // namespace
}  // namespace smartcar_gateway
