// One request's life: record it, disturb it as a fault says, apply it, deliver the reply.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_EXCHANGE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_EXCHANGE_H_

#include <functional>
#include <memory>
#include <string>

#include "tools/simulator/control/engine.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

// Starts and forgets; `engine` must outlive everything that its timers and held list run.
void StartExchange(const std::shared_ptr<Engine>& engine, Request request,
                   std::shared_ptr<Responder> responder);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_EXCHANGE_H_
