// Realistic bodies for every signal, as tables to build cars from.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SIGNALS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SIGNALS_H_

#include <vector>

namespace smartcar_simulator {

struct SignalSample {
  const char* code;
  const char* body;  // JSON
};

// What even a plain car reports.
const std::vector<SignalSample>& PlainSamples();
// Doors, windows, climate, diagnostics, service: what a well-connected car adds.
const std::vector<SignalSample>& RichSamples();
// A car with a charge port: plugged in, not charging.
const std::vector<SignalSample>& ElectricSamples();
// Electric diagnostics and extras of a well-connected car.
const std::vector<SignalSample>& RichElectricSamples();
// A car with a fuel tank.
const std::vector<SignalSample>& CombustionSamples();
const std::vector<SignalSample>& RichCombustionSamples();

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_FLEET_SIGNALS_H_
