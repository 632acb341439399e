// Log lines about the policy.
#ifndef SMARTCAR_GATEWAY_SERVER_POLICY_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_POLICY_LOG_H_

#include "server/policy_reloader.h"

namespace smartcar_gateway {

// One line an event, and one for each warning. A policy that cannot be used is an error.
void LogPolicyEvent(const PolicyEvent& event);

// There is none.
void LogThatThereIsNoPolicy();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_POLICY_LOG_H_
