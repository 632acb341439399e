// What the environment says about the configuration.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_ENVIRONMENT_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_ENVIRONMENT_H_

#include <functional>
#include <string>

#include "absl/types/optional.h"
#include "server/base/secret.h"
#include "server/config/violations.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// The value of an environment variable, if it is set.
using Environment = std::function<absl::optional<std::string>(const std::string& name)>;

// The environment of this process. Reads it at each call; nothing may change it meanwhile.
Environment ProcessEnvironment();

// Overwrites SMARTCAR_CLIENT_SECRET in this process's environment and removes it, so that neither
// /proc/PID/environ nor a child shows it. No other thread may use the environment meanwhile.
void ForgetSecretInProcessEnvironment();

// Lets the environment override the file: SMARTCAR_CLIENT_ID and SMARTCAR_CLIENT_SECRET_FILE
// replace the keys; SMARTCAR_CLIENT_SECRET, the secret itself, goes to `client_secret`. Both take
// the place of a client_secret_file and a client_secret_command in the file. An empty variable
// counts as not set. The two secret variables together are a violation.
void ApplyEnvironment(const Environment& environment,
                      smartcar::gateway::config::v1::GatewayConfig* config, Origins* origins,
                      absl::optional<Secret>* client_secret, Violations* violations);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_ENVIRONMENT_H_
