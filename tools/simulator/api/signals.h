// Signals: all of a car, or one. They come from the store, never from the car itself.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SIGNALS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SIGNALS_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

Outcome ListSignals(const Call& call, Backend& backend);  // GET /v3/vehicles/{vehicleId}/signals
Outcome GetSignal(const Call& call, Backend& backend);    // GET …/signals/{signalCode}

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_SIGNALS_H_
