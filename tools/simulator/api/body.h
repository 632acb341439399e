// Bodies of requests.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BODY_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BODY_H_

#include <optional>

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

// Fills `attributes` with "data.attributes" of the body, or returns the refusal. The strict switch
// also refuses members beside them, and content types that are not exactly JSON.
std::optional<ApiError> ReadAttributes(const Call& call, const Switches& switches,
                                       Json* attributes);

// Nothing if a call without a body has none. An empty JSON object counts as none unless strict.
std::optional<ApiError> CheckNoBody(const Call& call, const Switches& switches);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BODY_H_
