// Whether the configuration says who the gateway is to Smartcar.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_CHECK_CREDENTIALS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_CHECK_CREDENTIALS_H_

#include "server/config/environment.h"
#include "server/config/violations.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Whether SMARTCAR_CLIENT_SECRET holds the secret.
enum class SecretInEnvironment { kNo, kYes };

// There must be a client id and exactly one source of secrets: the environment (`secret`), a file
// or a command, whose program must exist (`environment` says where programs are: PATH).
void CheckCredentials(const smartcar::gateway::config::v1::SmartcarConfig& smartcar,
                      const Origins& origins, SecretInEnvironment secret,
                      const Environment& environment, Violations* violations);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_CHECK_CREDENTIALS_H_
