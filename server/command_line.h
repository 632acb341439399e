// The command line beside what Abseil's flags do: --help worth reading, exit code 2 for mistakes.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMAND_LINE_H_
#define SMARTCAR_GATEWAY_SERVER_COMMAND_LINE_H_

namespace smartcar_gateway {

bool AskedForHelp(int argc, char** argv);

void PrintHelp();

// Parses the flags. What is no flag of this program, or no flag at all, is named on standard error;
// false then.
bool ParseFlags(int argc, char** argv);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMAND_LINE_H_
