// The simulator's command line.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_OPTIONS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/clock.h"

namespace smartcar_simulator {

struct Options {
  std::string listen_address = "127.0.0.1";
  uint16_t listen_port = 0;
  std::string ca_file;     // empty: not written
  std::string ready_file;  // empty: not written
  bool http2 = true;
  SimulatedClock::Mode clock = SimulatedClock::Mode::kReal;
  double clock_speed = 1;
  std::string webhook_ca_file;  // empty: the authorities of the system
  size_t record_limit = 0;
  BackendOptions backend;  // an empty base_url means: from address and port
  bool help = false;
};

// Reads flags of the forms --name=value and --name value. Nothing, with a sentence in `error`, when
// one is unknown or its value not allowed.
std::optional<Options> ParseOptions(int argc, char** argv, std::string* error);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_OPTIONS_H_
