// The page that --help prints.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HELP_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HELP_H_

namespace smartcar_simulator {

const char* HelpText();

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HELP_H_
