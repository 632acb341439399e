// The endpoints under /control/ by which tests steer and read the simulator.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_API_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_API_H_

#include <memory>

#include "tools/simulator/control/engine.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

// Answers one control request; README.md lists them. Needs no token and leaves no record. Replies
// are JSON; a wrong request is 400 with {"error": "what to change"}.
void HandleControl(const std::shared_ptr<Engine>& engine, const Request& request,
                   std::shared_ptr<Responder> responder);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_API_H_
