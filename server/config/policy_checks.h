// What must be true of a policy, and what should be.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_CHECKS_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_CHECKS_H_

#include "server/config/violations.h"
#include "smartcar/gateway/policy/v1/policy.pb.h"

namespace smartcar_gateway {

// Whatever would not mean what its author thinks: names that are missing, unknown or there twice,
// patterns that are none or fit no RPC. Says nothing more about what has a violation already.
void CheckPolicy(const smartcar::gateway::policy::v1::Policy& policy, const Origins& origins,
                 Violations* violations);

// Of a policy without violations: what has no effect, though it was written.
void FindOddities(const smartcar::gateway::policy::v1::Policy& policy, const Origins& origins,
                  Violations* oddities);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_POLICY_CHECKS_H_
