// The models that the simulated Smartcar supports, and what each can do.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMPATIBILITY_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMPATIBILITY_H_

#include <string>
#include <vector>

namespace smartcar_simulator {

struct CompatibleModel {
  std::string make;  // for people: "Tesla"
  std::string model;
  std::string region;      // US, CA, EUROPE
  std::string powertrain;  // ICE, PHEV, BEV
  int start_year = 0;
  int end_year = 0;
};

// `count` models: the simulator's own table, shortened or followed by made-up models of the make
// "Example". 0 is the table as it is.
std::vector<CompatibleModel> CompatibleModels(size_t count);

struct Capability {
  bool is_command = false;
  std::string key;         // "tractionbattery-stateofcharge", "closure-lock"
  std::string word;        // Smartcar's internal one: "StateOfCharge"; a command has only its key
  std::string name;        // for people: "State Of Charge"
  std::string group;       // "TractionBattery"; empty for commands
  std::string permission;  // "read_battery"
  bool capable = true;
};

// What a model can do, then the one thing (a sunroof) that it is known not to have.
std::vector<Capability> CapabilitiesOf(const CompatibleModel& model);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMPATIBILITY_H_
