// Charge schedules: create daily, weekly, workweek; delete.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SCHEDULES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SCHEDULES_H_

#include <string>

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

// POST /v3/vehicles/{vehicleId}/charge-schedules/{daily|weekly|workweek}; `type` is the last part.
Outcome CreateChargeSchedule(const std::string& type, const Call& call, Backend& backend);

// GET /v3/vehicles/{vehicleId}/charge-schedules/{scheduleId}
Outcome GetChargeSchedule(const Call& call, Backend& backend);

// DELETE /v3/vehicles/{vehicleId}/charge-schedules/{scheduleId}
Outcome DeleteChargeSchedule(const Call& call, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SCHEDULES_H_
