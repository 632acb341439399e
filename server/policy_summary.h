// A policy in words, for operators. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_POLICY_SUMMARY_H_
#define SMARTCAR_GATEWAY_SERVER_POLICY_SUMMARY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/access/access_control.h"
#include "server/access/identity.h"
#include "smartcar/gateway/policy/v1/policy.pb.h"

namespace smartcar_gateway {

// `2 roles, 1 binding`; of an empty policy also what that means.
std::string CountInWords(const smartcar::gateway::policy::v1::Policy& policy);

// What each role may do, and which roles each caller has, in several lines. The policy has been
// checked.
std::string SummaryOf(const smartcar::gateway::policy::v1::Policy& policy);

// Whether the policy allows the call.
struct Explanation {
  bool allowed = false;
  std::string text;  // the rule that decides, and what every role of the caller says; lines
};
Explanation Explain(const smartcar::gateway::policy::v1::Policy& policy, const Identity& identity,
                    const CallFacts& call);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_POLICY_SUMMARY_H_
