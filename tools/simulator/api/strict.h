// What the strict switch refuses in every call.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_STRICT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_STRICT_H_

#include <optional>

#include "tools/simulator/api/endpoints.h"

namespace smartcar_simulator {

// The refusal of what is not documented: query parameters where there are none or twice the same,
// a body with GET or DELETE, an Accept that excludes JSON. Bodies themselves: see body.h.
std::optional<ApiError> CheckStrictly(const Endpoint& endpoint, const Call& call);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_STRICT_H_
