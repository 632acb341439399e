// The compatibility API: which models Smartcar supports. It asks for no token.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMPATIBILITY_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMPATIBILITY_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

Outcome ListCompatibleVehicles(const Call& call, Backend& backend);  // GET /v3/compatible-vehicles

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_COMPATIBILITY_H_
