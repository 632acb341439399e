// GET /v3/vehicles/{vehicleId}, and what every call on a car checks first.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_VEHICLES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_VEHICLES_H_

#include <optional>

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

// {"make":…,"model":…,"year":…,"powertrainType":…,"mode":…}
Json VehicleAttributes(const Vehicle& vehicle);

// The resource with its self link.
Json VehicleResource(const Vehicle& vehicle, const Backend& backend);

Outcome GetVehicle(const Call& call, Backend& backend);

// The car of a call and the connection by which the user of `sc-user-id` may touch it.
struct Access {
  Vehicle* vehicle = nullptr;
  const Connection* connection = nullptr;
};

// Fills `access`, or returns the refusal: header missing, no such car, not hers.
std::optional<ApiError> FindAccess(const Call& call, Backend& backend, Access* access);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_VEHICLES_H_
