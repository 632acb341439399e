// The users, cars and connections the simulator starts with.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_H_

#include <cstdint>

#include "absl/time/time.h"
#include "tools/simulator/model/world.h"

namespace smartcar_simulator {

// The same world for the same arguments; README.md has its table. `now` only dates the signals.
// `extra_vehicles` plain cars of one further user ("bulk") are added for tests with many cars:
// vehicle and connection numbers start at 1001.
World MakeFleet(uint32_t seed, int extra_vehicles, absl::Time now);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_H_
