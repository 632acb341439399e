// What creating and deleting charge schedules does to a car.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SCHEDULES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SCHEDULES_H_

#include <optional>
#include <string>

#include "tools/simulator/json.h"
#include "tools/simulator/model/store.h"
#include "tools/simulator/model/vehicle.h"

namespace smartcar_simulator {

// Adds a schedule of `type` ("daily", …) under `id`; shows in charge-chargetimers.
std::optional<TaxonomyError> CreateSchedule(const std::string& type, const std::string& id,
                                            const Json& parameters, Vehicle& vehicle,
                                            CarWriter& writer);

// `type` receives the schedule's type, or nothing when there is no such schedule (and no error).
std::optional<TaxonomyError> DeleteSchedule(const std::string& id, Vehicle& vehicle,
                                            CarWriter& writer, std::optional<std::string>* type);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SCHEDULES_H_
