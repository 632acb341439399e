// Imperial units for reads.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_UNITS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_UNITS_H_

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// The body with kilometers as miles, liters as gallons, bar as psi, celsius as fahrenheit. What
// has no imperial unit, or no unit at all, stays.
Json ToImperial(const Json& body);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_UNITS_H_
