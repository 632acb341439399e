// POST /v3/vehicles/{vehicleId}/commands/…
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMMANDS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMMANDS_H_

#include "tools/simulator/api/backend.h"
#include "tools/simulator/model/commands.h"

namespace smartcar_simulator {

// The car acts at once; the reply's duration says when its owner's application hears of it.
Outcome ExecuteCommand(const CommandDefinition& command, const Call& call, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMMANDS_H_
