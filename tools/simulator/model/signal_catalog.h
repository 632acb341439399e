// The 93 signals of Smartcar's vehicle API.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SIGNAL_CATALOG_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SIGNAL_CATALOG_H_

#include <string>
#include <vector>

namespace smartcar_simulator {

struct SignalDefinition {
  const char* code;        // "charge-amperage": lower(group) + "-" + lower(name)
  const char* name;        // "Amperage"
  const char* group;       // "Charge"
  const char* permission;  // what the connection must hold for the signal to be readable
};

// Sorted by code.
const std::vector<SignalDefinition>& AllSignals();

// Null when the code is not in the catalogue.
const SignalDefinition* FindSignal(const std::string& code);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_SIGNAL_CATALOG_H_
