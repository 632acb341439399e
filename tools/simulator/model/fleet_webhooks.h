// The webhooks and subscriptions the simulator starts with.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_WEBHOOKS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_WEBHOOKS_H_

#include <cstdint>

#include "tools/simulator/model/world.h"

namespace smartcar_simulator {

// Three webhooks.
void AddWebhooks(uint32_t seed, World& world);

// The subscriptions that a new connection of this number starts with: a live car is told to the
// first webhook under the connection's own number, the first simulated one to the third as 314.
void AddSubscriptions(uint32_t seed, int number, const Connection& connection, World& world);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_WEBHOOKS_H_
