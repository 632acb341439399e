// What the eight commands do to a car.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMMANDS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMMANDS_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/json.h"
#include "tools/simulator/model/store.h"
#include "tools/simulator/model/vehicle.h"

namespace smartcar_simulator {

struct CommandDefinition {
  const char* path;        // after /commands/: "charge/start"
  const char* type;        // "charge-start", also the name of the capability and of the counter
  const char* operation;   // how else "commandType" may be spelt: "start-charge"
  const char* permission;  // "control_charge"
  bool has_body;
};

const std::vector<CommandDefinition>& AllCommands();

// What keeps the car from doing anything of this kind: it cannot, sleeps, its owner must sign in.
std::optional<TaxonomyError> CheckWilling(const std::string& type, const Vehicle& vehicle);

// The reason why the car will not do it, or nothing after it has done it and counted it.
// `parameters` are validated. Also counts refusals.
std::optional<TaxonomyError> RunCommand(const std::string& type, const Json& parameters,
                                        Vehicle& vehicle, CarWriter& writer);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_COMMANDS_H_
