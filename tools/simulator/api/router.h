// All of Smartcar that is simulated: from a request to a reply.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ROUTER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ROUTER_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

// Answers one request and changes the backend as it asks: checks the token, the rate limit, the
// unit system, finds the endpoint, and dresses the reply with the headers all replies have.
Reply Answer(const Request& request, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ROUTER_H_
