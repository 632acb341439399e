// The fleet as data. README.md shows the same table to people.
#include "tools/simulator/model/fleet_specs.h"

namespace smartcar_simulator {
namespace {

constexpr char kNotCapable[] = "VEHICLE_NOT_CAPABLE";
constexpr char kCompatibility[] = "COMPATIBILITY";
constexpr char kNotCharging[] = "NOT_CHARGING";
constexpr char kVehicleState[] = "VEHICLE_STATE";

// The usual picture of an idle charger: these three have a unit but no value.
constexpr SignalSpec kIdleRate = {"charge-chargerate", R"({"value":null,"unit":"km/h"})",
                                  kVehicleState, kNotCharging};
constexpr SignalSpec kIdleTime = {"charge-timetocomplete", R"({"value":null,"unit":"minute"})",
                                  kVehicleState, kNotCharging};
constexpr SignalSpec kIdleWattage = {"charge-wattage", R"({"value":null,"unit":"watt"})",
                                     kVehicleState, kNotCharging};

SignalSpec Body(const char* code, const char* body) { return {code, body, nullptr, nullptr}; }

SignalSpec Incapable(const char* code) { return {code, nullptr, kCompatibility, kNotCapable}; }

// A well-connected electric car that is not charging, and reports "not capable" for what it lacks.
std::vector<SignalSpec> IdleElectric(std::vector<SignalSpec> more) {
  std::vector<SignalSpec> signals = {kIdleRate, kIdleTime, kIdleWattage};
  signals.insert(signals.end(), more.begin(), more.end());
  return signals;
}

std::vector<SignalSpec> Unplugged(std::vector<SignalSpec> more) {
  more.push_back(Body("charge-ischargingcableconnected", R"({"value":false})"));
  more.push_back(Body("charge-ischargingcablelatched", R"({"value":false})"));
  more.push_back(Body("charge-ischargingportflapopen", R"({"value":false})"));
  return IdleElectric(std::move(more));
}

}  // namespace

const std::set<std::string>& PermissionsOf(Grant grant) {
  static const auto& reading = *new std::set<std::string>{"read_alerts",
                                                          "read_battery",
                                                          "read_charge",
                                                          "read_charge_events",
                                                          "read_charge_locations",
                                                          "read_charge_records",
                                                          "read_climate",
                                                          "read_compass",
                                                          "read_diagnostics",
                                                          "read_engine_oil",
                                                          "read_extended_vehicle_info",
                                                          "read_fuel",
                                                          "read_location",
                                                          "read_odometer",
                                                          "read_security",
                                                          "read_service_history",
                                                          "read_speedometer",
                                                          "read_thermometer",
                                                          "read_tires",
                                                          "read_user_profile",
                                                          "read_vehicle_info",
                                                          "read_vin"};
  static const auto& everything = *[] {
    auto* all = new std::set<std::string>(reading);
    all->insert({"control_charge", "control_climate", "control_navigation", "control_pin",
                 "control_security", "control_trunk"});
    return all;
  }();
  static const auto& battery =
      *new std::set<std::string>{"read_battery", "read_charge", "read_vehicle_info"};
  switch (grant) {
    case Grant::kEverything:
      return everything;
    case Grant::kReadOnly:
      return reading;
    case Grant::kBatteryOnly:
      break;
  }
  return battery;
}

const std::vector<UserSpec>& UserSpecs() {
  static const auto& users = *new std::vector<UserSpec>{{1, "ada"}, {2, "grace"}, {3, ""}};
  return users;
}

const std::vector<SharedSpec>& SharedSpecs() {
  static const auto& shared = *new std::vector<SharedSpec>{{3, 2, Grant::kBatteryOnly}};
  return shared;
}

const std::vector<VehicleSpec>& VehicleSpecs() {
  static const auto& vehicles = *new std::vector<VehicleSpec>{
      {1,
       1,
       "TESLA",
       "Model 3",
       2023,
       "BEV",
       "live",
       true,
       "5YJ3E1EA7PF317001",
       "Blitz",
       Grant::kEverything,
       {"daily", "weekly", "workweek"},
       true,
       true,
       nullptr,
       nullptr,
       IdleElectric({Incapable("closure-sunroof"), Incapable("closure-tailgate"),
                     Incapable("internalcombustionengine-fuellevel")})},
      {2,
       1,
       "VOLKSWAGEN",
       "ID.4",
       2022,
       "BEV",
       "live",
       true,
       "WVGZZZE2ZNP010002",
       "Family",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       {Body("charge-ischarging", R"({"value":true})"),
        Body("charge-detailedchargingstatus", R"({"value":"CHARGING"})"),
        Body("charge-amperage", R"({"value":16,"unit":"ampere"})"),
        Body("charge-chargeportstatuscolor", R"({"value":"green"})"),
        Body("tractionbattery-stateofcharge", R"({"value":45,"unit":"percent"})"),
        Body("tractionbattery-range",
             R"({"value":187,"type":"DEFAULT","additionalValues":[],"unit":"km"})"),
        Body("location-preciselocation", R"({"latitude":48.1372,"longitude":11.5756})"),
        {"climate-internaltemperature", R"({"value":17.5,"unit":"celsius"})", "UPSTREAM",
         "NO_RESPONSE"},
        {"surveillance-brand", nullptr, kCompatibility, "SMARTCAR_NOT_CAPABLE"},
        Incapable("surveillance-isenabled"),
        Incapable("vehicleidentification-packages")}},
      {3,
       1,
       "VOLVO",
       "EX30",
       2025,
       "BEV",
       "live",
       false,
       "YV1H1ZZZ0S1000003",
       "Pebble",
       Grant::kEverything,
       {"daily"},
       false,
       true,
       nullptr,
       nullptr,
       Unplugged({Body("tractionbattery-stateofcharge", R"({"value":41,"unit":"percent"})"),
                  Body("location-preciselocation",
                       R"({"latitude":57.7089,"longitude":11.9746,"locationType":"CURRENT"})")})},
      {4,
       2,
       "FORD",
       "Escape",
       2023,
       "PHEV",
       "live",
       true,
       "1FMCU0E10PUA00004",
       "Errands",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       IdleElectric(
           {Body("charge-detailedchargingstatus", R"({"value":"FULLY_CHARGED"})"),
            Body("charge-chargelimits", R"({"values":[],"activeLimit":100,"unit":"percent"})"),
            Body("tractionbattery-stateofcharge", R"({"value":100,"unit":"percent"})"),
            Body("tractionbattery-range",
                 R"({"value":59.5,"type":"DEFAULT","additionalValues":[],"unit":"km"})"),
            Incapable("charge-fastchargertype"), Incapable("charge-isfastchargerpresent")})},
      {5,
       2,
       "TOYOTA",
       "Corolla",
       2021,
       "ICE",
       "live",
       true,
       "JTDEPRAE1MJ000005",
       "Pool car",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       {Incapable("tractionbattery-stateofcharge"), Incapable("closure-sunroof"),
        Body(
            "wheel-tires",
            R"({"values":[{"row":1,"column":0,"tirePressure":230},{"row":0,"column":0,"tirePressure":240},{"row":0,"column":1,"tirePressure":240},{"row":1,"column":1,"tirePressure":230}],"rowCount":2,"columnCount":2,"unit":"bar"})")}},
      {6,
       2,
       "TOYOTA",
       "Prius",
       2022,
       "HEV",
       "live",
       false,
       "JTDKARFU2N3000006",
       "Taxi",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       {Body("internalcombustionengine-fuellevel", R"({"value":0.77})")}},
      {7,
       2,
       "NISSAN",
       "LEAF",
       2020,
       "BEV",
       "live",
       false,
       "1N4AZ1CP0LC000007",
       "Sleepy",
       Grant::kEverything,
       {},
       false,
       true,
       kVehicleState,
       "ASLEEP",
       IdleElectric({Body("connectivitystatus-isasleep", R"({"value":true})"),
                     Body("closure-islocked", R"({"value":null})")})},
      {8,
       3,
       "HYUNDAI",
       "IONIQ 5",
       2023,
       "BEV",
       "live",
       false,
       "KM8KR4DE0PU000008",
       "Lapsed",
       Grant::kEverything,
       {},
       false,
       true,
       "CONNECTED_SERVICES_ACCOUNT",
       "AUTHENTICATION_FAILED",
       IdleElectric({{"closure-islocked", R"({"value":true})", "CONNECTED_SERVICES_ACCOUNT",
                      "AUTHENTICATION_FAILED"}})},
      {9,
       3,
       "BMW",
       "i4",
       2024,
       "BEV",
       "live",
       false,
       "WBY43AW00RFR00009",
       "Look only",
       Grant::kReadOnly,
       {},
       false,
       true,
       nullptr,
       nullptr,
       IdleElectric({})},
      {10,
       3,
       "KIA",
       "EV6",
       2024,
       "BEV",
       "live",
       false,
       "KNDC3DLC0R5000010",
       "Brand new",
       Grant::kEverything,
       {},
       false,
       false,
       nullptr,
       nullptr,
       IdleElectric({})},
      {11,
       2,
       "JAGUAR",
       "I-PACE",
       2020,
       "BEV",
       "live",
       true,
       "SADHB2S10L1F00011",
       "Ajar",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       Unplugged(
           {Body("closure-islocked", R"({"value":false})"),
            Body(
                "closure-doors",
                R"({"values":[{"row":0,"column":0,"isOpen":true,"isLocked":false},{"row":0,"column":1,"isOpen":false,"isLocked":false},{"row":1,"column":0,"isOpen":false,"isLocked":false},{"row":1,"column":1,"isOpen":false,"isLocked":false}],"rowCount":2,"columnCount":2})")})},
      {12,
       2,
       "MERCEDES-BENZ",
       "EQS",
       2023,
       "BEV",
       "live",
       true,
       "W1KCG4EB0PA000012",
       "Rolling",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       Unplugged({Body("motion-currentspeed", R"({"value":87,"unit":"km/h"})"),
                  Body("transmission-gearstate", R"({"value":"DRIVE"})"),
                  Body("location-isathome", R"({"value":false})")})},
      {13,
       3,
       "AUDI",
       "Q4 e-tron",
       2022,
       "BEV",
       "live",
       false,
       "WA12BAFZ0NP000013",
       "Basement",
       Grant::kEverything,
       {},
       false,
       true,
       kVehicleState,
       "UNREACHABLE",
       IdleElectric({Body("connectivitystatus-isonline", R"({"value":false})")})},
      {14,
       1,
       "Simulated",
       "BEV",
       2026,
       "BEV",
       "simulated",
       true,
       "0SMTCR00000000014",
       "Demo",
       Grant::kEverything,
       {},
       true,
       true,
       nullptr,
       nullptr,
       IdleElectric({})},
      {15,
       2,
       "Simulated",
       "PHEV",
       2026,
       "PHEV",
       "simulated",
       false,
       "0SMTCR00000000015",
       "Demo two",
       Grant::kEverything,
       {},
       false,
       true,
       nullptr,
       nullptr,
       Unplugged({})},
  };
  return vehicles;
}

}  // namespace smartcar_simulator
