// BatchLimits: how hard one BatchGetSignals may work.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_BATCH_LIMITS_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_BATCH_LIMITS_H_

namespace smartcar_gateway {

// Calls to Smartcar at once for one RPC. Each from 1.
struct BatchLimits {
  int default_concurrency = 16;  // if the caller does not say
  int max_concurrency = 64;      // whatever the caller says
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_BATCH_LIMITS_H_
