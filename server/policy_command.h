// The commands --check_policy and --explain_policy, with their flags.
#ifndef SMARTCAR_GATEWAY_SERVER_POLICY_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_POLICY_COMMAND_H_

#include <string>

namespace smartcar_gateway {

// Whether one of the flags about a policy is set.
bool AskedAboutPolicy();

// Does what those flags say, prints the answer, and returns the exit code of the program: 0 the
// policy is good or allows the call, 3 it denies it, 2 it cannot be used or the flags make no
// sense. `config_path`: where the policy is named if --policy does not name it; may be empty.
int AnswerAboutPolicy(const std::string& config_path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_POLICY_COMMAND_H_
