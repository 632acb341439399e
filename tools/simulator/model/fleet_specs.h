// The fleet as data: who owns what, and what is special about each car.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SPECS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SPECS_H_

#include <set>
#include <string>
#include <vector>

#include "tools/simulator/model/vehicle.h"

namespace smartcar_simulator {

enum class Grant { kEverything, kReadOnly, kBatteryOnly };

// The permissions a grant stands for.
const std::set<std::string>& PermissionsOf(Grant grant);

// One signal that differs from the samples: a JSON body, an error, or both. A null body with no
// error type removes the signal.
struct SignalSpec {
  const char* code;
  const char* body;        // JSON, or null for none
  const char* error_type;  // or null
  const char* error_code;
};

struct VehicleSpec {
  int number;
  int owner;
  const char* make;
  const char* model;
  int year;
  const char* powertrain;
  const char* mode;
  bool rich;  // with doors, climate, diagnostics…
  const char* vin;
  const char* nickname;
  Grant grant;
  std::vector<const char*> schedule_types;  // "daily", …
  bool charge_port_commands;
  bool store_filled;
  const char* command_error_type;  // or null
  const char* command_error_code;
  std::vector<SignalSpec> signals;
};

struct UserSpec {
  int number;
  const char* external_id;  // may be empty
};

// A second user's grant of a car that already has an owner.
struct SharedSpec {
  int user;
  int vehicle;
  Grant grant;
};

const std::vector<UserSpec>& UserSpecs();
const std::vector<VehicleSpec>& VehicleSpecs();
const std::vector<SharedSpec>& SharedSpecs();

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SPECS_H_
