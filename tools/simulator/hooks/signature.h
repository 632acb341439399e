// How Smartcar signs what it sends to webhooks.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_SIGNATURE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_SIGNATURE_H_

#include <string>

namespace smartcar_simulator {

// HMAC-SHA256 in lower-case hex.
std::string HmacSha256Hex(const std::string& key, const std::string& message);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_SIGNATURE_H_
