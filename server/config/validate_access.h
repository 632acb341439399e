// What the configuration of callers must be like as a whole.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_ACCESS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_ACCESS_H_

#include "server/config/violations.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Adds what is wrong with `access`, which must have its defaults filled in: issuers that lack
// something or that cannot be told apart, and callers that are known without a policy.
void ValidateAccess(const smartcar::gateway::config::v1::GatewayConfig& config,
                    const Origins& origins, Violations* violations);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_VALIDATE_ACCESS_H_
