// Making the layers from the configuration.
#include "server/call_chain.h"

namespace smartcar_gateway {

namespace config = smartcar::gateway::config::v1;

CallChain::CallChain(const config::GatewayConfig&, const Parts& parts)
    : authorizing_(*parts.tokens, *parts.wire) {}

}  // namespace smartcar_gateway
