// The eight commands: when a car refuses, and what changes in it when it obeys.
#include "tools/simulator/model/commands.h"

#include <cmath>
#include <map>

namespace smartcar_simulator {
namespace {

using Result = std::optional<TaxonomyError>;

constexpr double kHomeChargerWatts = 11000;
constexpr double kKilometersPerHourCharged = 62.5;

Result State(const char* code, const char* detail) {
  return TaxonomyError{"VEHICLE_STATE", code, detail};
}

bool IsTrue(const Vehicle& vehicle, const char* code) { return CarValue(vehicle, code) == true; }

double Number(const Vehicle& vehicle, const char* code, double otherwise) {
  const Json value = CarValue(vehicle, code);
  return value.is_number() ? value.get<double>() : otherwise;
}

const Json* CarBody(const Vehicle& vehicle, const char* code) {
  const auto it = vehicle.car.find(code);
  return it == vehicle.car.end() || !it->second.body ? nullptr : &*it->second.body;
}

double ChargeLimit(const Vehicle& vehicle) {
  const Json* limits = CarBody(vehicle, "charge-chargelimits");
  const Json* active = limits == nullptr ? nullptr : Find(*limits, "activeLimit");
  return active != nullptr && active->is_number() ? active->get<double>() : 100;
}

double CapacityKilowattHours(const Vehicle& vehicle) {
  const Json* capacity = CarBody(vehicle, "tractionbattery-nominalcapacity");
  const Json* value = capacity == nullptr ? nullptr : Find(*capacity, "capacity");
  return value != nullptr && value->is_number() ? value->get<double>() : 60;
}

void StopCharging(const char* status, CarWriter& writer) {
  writer.SetValue("charge-ischarging", false);
  writer.SetValue("charge-detailedchargingstatus", status);
  writer.SetQuantity("charge-amperage", 0, "ampere");
  writer.SetNotCharging("charge-chargerate", "km/h");
  writer.SetNotCharging("charge-timetocomplete", "minute");
  writer.SetNotCharging("charge-wattage", "watt");
}

Result StartCharge(const Json&, Vehicle& vehicle, CarWriter& writer) {
  if (!IsTrue(vehicle, "charge-ischargingcableconnected")) {
    return State("CHARGING_PLUG_NOT_CONNECTED", "The charging cable is not connected.");
  }
  if (IsTrue(vehicle, "charge-ischarging")) {
    return State("CHARGING_IN_PROGRESS", "The vehicle is charging already.");
  }
  const double charge = Number(vehicle, "tractionbattery-stateofcharge", 0);
  const double limit = ChargeLimit(vehicle);
  if (charge >= limit) return State("FULLY_CHARGED", "The battery has reached its charge limit.");
  const double missing = (limit - charge) / 100 * CapacityKilowattHours(vehicle) * 1000;
  writer.SetValue("charge-ischarging", true);
  writer.SetValue("charge-detailedchargingstatus", "CHARGING");
  writer.SetQuantity("charge-amperage", 16, "ampere");
  writer.SetQuantity("charge-wattage", kHomeChargerWatts, "watts");
  writer.SetQuantity("charge-chargerate", kKilometersPerHourCharged, "km/h");
  writer.SetValue("charge-timetocomplete",
                  static_cast<int64_t>(std::ceil(missing / kHomeChargerWatts * 60)));
  return std::nullopt;
}

Result StopCharge(const Json&, Vehicle& vehicle, CarWriter& writer) {
  if (!IsTrue(vehicle, "charge-ischarging")) {
    return State("NOT_CHARGING", "The vehicle is not charging.");
  }
  StopCharging("NOT_CHARGING", writer);
  return std::nullopt;
}

Result SetChargeLimit(const Json& parameters, Vehicle& vehicle, CarWriter& writer) {
  const Json percent = parameters["percent"];
  const Json* before = CarBody(vehicle, "charge-chargelimits");
  Json limits = before == nullptr ? Json::object() : *before;
  if (!limits["values"].is_array()) limits["values"] = Json::array();
  bool found = false;
  for (Json& entry : limits["values"]) {
    const Json* type = Find(entry, "type");
    if (type == nullptr || *type != "GLOBAL") continue;
    entry["limit"] = percent;
    found = true;
  }
  if (!found) {
    limits["values"].push_back({{"type", "GLOBAL"}, {"limit", percent}, {"condition", nullptr}});
  }
  limits["activeLimit"] = percent;
  limits["unit"] = "percent";
  writer.Set("charge-chargelimits", limits);
  if (IsTrue(vehicle, "charge-ischarging") &&
      Number(vehicle, "tractionbattery-stateofcharge", 0) >= percent.get<double>()) {
    StopCharging("FULLY_CHARGED", writer);
  }
  return std::nullopt;
}

Result OpenChargePort(const Json&, Vehicle&, CarWriter& writer) {
  writer.SetValue("charge-ischargingportflapopen", true);
  return std::nullopt;
}

Result CloseChargePort(const Json&, Vehicle& vehicle, CarWriter& writer) {
  if (IsTrue(vehicle, "charge-ischargingcableconnected")) {
    return State("CHARGING_PLUG_CONNECTED", "The charging cable is still connected.");
  }
  writer.SetValue("charge-ischargingportflapopen", false);
  return std::nullopt;
}

void SetLocks(bool locked, Vehicle& vehicle, CarWriter& writer) {
  writer.SetValue("closure-islocked", locked);
  if (const Json* doors = CarBody(vehicle, "closure-doors")) {
    Json changed = *doors;
    for (Json& door : changed["values"]) door["isLocked"] = locked;
    writer.Set("closure-doors", changed);
  }
  for (const char* code : {"closure-fronttrunk", "closure-reartrunk", "closure-tailgate"}) {
    const Json* lid = CarBody(vehicle, code);
    if (lid == nullptr) continue;
    Json changed = *lid;
    changed["isLocked"] = locked;
    writer.Set(code, changed);
  }
}

bool HasOpenDoor(const Vehicle& vehicle) {
  const Json* doors = CarBody(vehicle, "closure-doors");
  const Json* values = doors == nullptr ? nullptr : Find(*doors, "values");
  if (values == nullptr) return false;
  for (const Json& door : *values) {
    const Json* open = Find(door, "isOpen");
    if (open != nullptr && *open == true) return true;
  }
  return false;
}

Result Lock(const Json&, Vehicle& vehicle, CarWriter& writer) {
  if (Number(vehicle, "motion-currentspeed", 0) > 0) {
    return State("IN_MOTION", "The vehicle is moving.");
  }
  if (HasOpenDoor(vehicle)) return State("DOOR_OPEN", "A door is open.");
  SetLocks(true, vehicle, writer);
  return std::nullopt;
}

Result Unlock(const Json&, Vehicle& vehicle, CarWriter& writer) {
  if (Number(vehicle, "motion-currentspeed", 0) > 0) {
    return State("IN_MOTION", "The vehicle is moving.");
  }
  SetLocks(false, vehicle, writer);
  return std::nullopt;
}

Result SetDestination(const Json& parameters, Vehicle& vehicle, CarWriter&) {
  vehicle.destination = parameters;
  return std::nullopt;
}

using Action = Result (*)(const Json&, Vehicle&, CarWriter&);

const std::map<std::string, Action>& Actions() {
  static const auto& actions = *new std::map<std::string, Action>{
      {"charge-start", StartCharge},
      {"charge-stop", StopCharge},
      {"charge-set-limit", SetChargeLimit},
      {"charge-port-open", OpenChargePort},
      {"charge-port-close", CloseChargePort},
      {"security-lock", Lock},
      {"security-unlock", Unlock},
      {"navigation-set-destination", SetDestination},
  };
  return actions;
}

}  // namespace

const std::vector<CommandDefinition>& AllCommands() {
  static const auto& commands = *new std::vector<CommandDefinition>{
      {"charge/start", "charge-start", "start-charge", "control_charge", false},
      {"charge/stop", "charge-stop", "stop-charge", "control_charge", false},
      {"charge/set-limit", "charge-set-limit", "charge-set-limit", "control_charge", true},
      {"charge-port/open", "charge-port-open", "open-charge-port", "control_charge", false},
      {"charge-port/close", "charge-port-close", "close-charge-port", "control_charge", false},
      {"security/lock", "security-lock", "lock-doors", "control_security", false},
      {"security/unlock", "security-unlock", "security-unlock", "control_security", false},
      {"navigation/set-destination", "navigation-set-destination", "set-destination",
       "control_navigation", true},
  };
  return commands;
}

std::optional<TaxonomyError> CheckWilling(const std::string& type, const Vehicle& vehicle) {
  if (vehicle.capabilities.count(type) == 0) {
    return TaxonomyError{"COMPATIBILITY", "VEHICLE_NOT_CAPABLE",
                         "This vehicle cannot carry out this command."};
  }
  return vehicle.command_error;
}

std::optional<TaxonomyError> RunCommand(const std::string& type, const Json& parameters,
                                        Vehicle& vehicle, CarWriter& writer) {
  Result refusal = CheckWilling(type, vehicle);
  if (!refusal) refusal = Actions().at(type)(parameters, vehicle, writer);
  if (refusal) {
    ++vehicle.refused_commands;
  } else {
    ++vehicle.command_counts[type];
  }
  return refusal;
}

}  // namespace smartcar_simulator
