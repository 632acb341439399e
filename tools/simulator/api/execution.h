// What commands and charge schedules share: permission, body, and the execution record in a reply.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_H_

#include <optional>
#include <string>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/api/vehicles.h"

namespace smartcar_simulator {

std::optional<ApiError> CheckPermission(const std::string& permission, const Access& access);

// Nothing if `location` is {"latitude":-90…90,"longitude":-180…180} and nothing else.
std::optional<ApiError> CheckLocation(const Json& location);

// The reply to a command that ran or was refused by the car: `attributes` gain status and mode, the
// resource gets id, type and times. `links` is left out when null.
Reply ExecutionReply(const Call& call, Backend& backend, const char* type, Json attributes,
                     const Json& links, const std::optional<TaxonomyError>& refusal);

// GET /v3/vehicles/{vehicleId}/command-executions/{executionId}: what its reply was.
Outcome GetExecution(const Call& call, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_H_
