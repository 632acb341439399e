// The fleet covers what the brief of the simulator promises: all signals, all error forms.
#include "tools/simulator/model/fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tools/simulator/clock.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/model/signal_catalog.h"

namespace smartcar_simulator {
namespace {

using testing::ElementsAreArray;

// Written down a second time on purpose: the catalogue is checked against it.
const std::vector<std::string>& PublishedCodes() {
  static const auto& codes = *new std::vector<std::string>{
      "charge-amperage",
      "charge-amperagemax",
      "charge-amperagerequested",
      "charge-chargelimits",
      "charge-chargeportstatuscolor",
      "charge-chargerate",
      "charge-chargerecords",
      "charge-chargerphases",
      "charge-chargetimers",
      "charge-chargingconnectortype",
      "charge-detailedchargingstatus",
      "charge-energyadded",
      "charge-fastchargertype",
      "charge-ischarging",
      "charge-ischargingcableconnected",
      "charge-ischargingcablelatched",
      "charge-ischargingportflapopen",
      "charge-isfastchargerpresent",
      "charge-timetocomplete",
      "charge-voltage",
      "charge-wattage",
      "climate-externaltemperature",
      "climate-internaltemperature",
      "closure-doors",
      "closure-enginecover",
      "closure-fronttrunk",
      "closure-islocked",
      "closure-reartrunk",
      "closure-sunroof",
      "closure-tailgate",
      "closure-windows",
      "connectivitysoftware-currentfirmwareversion",
      "connectivitystatus-isasleep",
      "connectivitystatus-isdigitalkeypaired",
      "connectivitystatus-isonline",
      "diagnostics-abs",
      "diagnostics-activesafety",
      "diagnostics-airbag",
      "diagnostics-brakefluid",
      "diagnostics-driverassistance",
      "diagnostics-dtccount",
      "diagnostics-dtclist",
      "diagnostics-emissions",
      "diagnostics-evbatteryconditioning",
      "diagnostics-evcharging",
      "diagnostics-evdriveunit",
      "diagnostics-evhvbattery",
      "diagnostics-lighting",
      "diagnostics-mil",
      "diagnostics-oillife",
      "diagnostics-oilpressure",
      "diagnostics-oiltemperature",
      "diagnostics-telematics",
      "diagnostics-tirepressure",
      "diagnostics-tirepressuremonitoring",
      "diagnostics-transmission",
      "diagnostics-washerfluid",
      "diagnostics-waterinfuel",
      "hvac-cabintargettemperature",
      "hvac-iscabinhvacactive",
      "hvac-isfrontdefrosteractive",
      "hvac-isreardefrosteractive",
      "hvac-issteeringheateractive",
      "internalcombustionengine-amountremaining",
      "internalcombustionengine-fuellevel",
      "internalcombustionengine-oillife",
      "internalcombustionengine-range",
      "location-isathome",
      "location-preciselocation",
      "lowvoltagebattery-stateofcharge",
      "lowvoltagebattery-status",
      "motion-currentspeed",
      "odometer-traveleddistance",
      "service-isinservice",
      "service-records",
      "surveillance-brand",
      "surveillance-isenabled",
      "tractionbattery-isheateractive",
      "tractionbattery-maxrangechargecounter",
      "tractionbattery-nominalcapacity",
      "tractionbattery-range",
      "tractionbattery-stateofcharge",
      "transmission-drivemode",
      "transmission-gearstate",
      "vehicleidentification-exteriorcolor",
      "vehicleidentification-nickname",
      "vehicleidentification-packages",
      "vehicleidentification-trim",
      "vehicleidentification-vin",
      "vehicleuseraccount-permissions",
      "vehicleuseraccount-role",
      "wheel-style",
      "wheel-tires",
  };
  return codes;
}

World TestFleet() { return MakeFleet(1, 0, SimulatedClock::ManualStart()); }

TEST(FleetTest, CatalogueHasThe93PublishedCodes) {
  std::vector<std::string> codes;
  for (const SignalDefinition& signal : AllSignals()) codes.push_back(signal.code);
  EXPECT_EQ(codes.size(), 93u);
  EXPECT_THAT(codes, ElementsAreArray(PublishedCodes()));
}

TEST(FleetTest, EveryCodeIsReadableSomewhereWithoutError) {
  std::set<std::string> readable;
  for (const auto& [id, vehicle] : TestFleet().vehicles) {
    for (const auto& [code, state] : vehicle.store) {
      if (state.body && !state.error) readable.insert(code);
    }
  }
  EXPECT_THAT(readable, ElementsAreArray(PublishedCodes()));
}

TEST(FleetTest, AllThreeErrorFormsOccur) {
  int without_body = 0;
  int null_value = 0;
  int stale = 0;
  for (const auto& [id, vehicle] : TestFleet().vehicles) {
    for (const auto& [code, state] : vehicle.store) {
      if (!state.error) continue;
      if (!state.body) {
        ++without_body;
        EXPECT_FALSE(state.retrieved.has_value()) << code;
      } else if ((*state.body)["value"].is_null()) {
        ++null_value;
      } else {
        ++stale;
        EXPECT_LT(*state.oem_updated, SimulatedClock::ManualStart() - absl::Hours(24)) << code;
      }
    }
  }
  EXPECT_GT(without_body, 0);
  EXPECT_GT(null_value, 0);
  EXPECT_GT(stale, 0);
}

TEST(FleetTest, HasEnoughUsersMakesPowertrainsAndConnections) {
  const World world = TestFleet();
  std::set<std::string> makes;
  std::set<std::string> powertrains;
  int live = 0;
  for (const auto& [id, vehicle] : world.vehicles) {
    makes.insert(vehicle.make);
    powertrains.insert(vehicle.powertrain);
    if (vehicle.mode == "live") ++live;
  }
  EXPECT_EQ(world.users.size(), 3u);
  EXPECT_EQ(world.vehicles.size(), 15u);
  EXPECT_GE(makes.size(), 8u);
  EXPECT_EQ(powertrains, (std::set<std::string>{"BEV", "HEV", "ICE", "PHEV"}));
  EXPECT_EQ(live, 13);
  EXPECT_EQ(world.connections.size(), 16u);
}

TEST(FleetTest, SeedAndNumberMakeTheIds) {
  EXPECT_EQ(FleetId(IdKind::kVehicle, 1, 1), "22222222-0001-4000-8000-000000000001");
  const World world = MakeFleet(0x2a, 0, SimulatedClock::ManualStart());
  EXPECT_EQ(world.vehicles.begin()->first, "22222222-002a-4000-8000-000000000001");
  EXPECT_EQ(world.users.begin()->first, "11111111-002a-4000-8000-000000000001");
}

TEST(FleetTest, ExtraVehiclesBelongToAFourthUser) {
  const World world = MakeFleet(1, 500, SimulatedClock::ManualStart());
  EXPECT_EQ(world.vehicles.size(), 515u);
  EXPECT_NE(world.FindConnection(FleetId(IdKind::kUser, 1, 4), FleetId(IdKind::kVehicle, 1, 1500)),
            nullptr);
}

}  // namespace
}  // namespace smartcar_simulator
