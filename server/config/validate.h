// What must be true of a whole configuration, beyond each value by itself.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_H_

#include "server/config/violations.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Checks files, how deadlines and limits fit together, and that plaintext is meant. `config` has
// its defaults.
// Says nothing more about values that have a violation already.
void Validate(const smartcar::gateway::config::v1::GatewayConfig& config, const Origins& origins,
              Violations* violations);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_H_
