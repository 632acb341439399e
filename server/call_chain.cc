// Making the layers from the configuration.
#include "server/call_chain.h"

#include "server/config/proto_duration.h"
#include "server/smartcar/command_outcome.h"

namespace smartcar_gateway {
namespace {

namespace config = smartcar::gateway::config::v1;

CommandSafety::Options CommandOptions(const config::GatewayConfig& config,
                                      const CallChain::Parts& parts) {
  CommandSafety::Options options;
  options.max_duration = FromProtoDuration(config.deadlines().max());
  options.judge = [clock = parts.clock](const HttpRequest& request, const HttpResult& result) {
    return JudgeCommand(request, result, clock->Now());
  };
  options.hold_open = parts.hold_open;
  return options;
}

}  // namespace

CallChain::CallChain(const config::GatewayConfig& config, const Parts& parts)
    : authorizing_(*parts.tokens, *parts.wire),
      commands_(CommandOptions(config, parts), *parts.clock, *parts.executor, *parts.ledger,
                authorizing_) {}

}  // namespace smartcar_gateway
