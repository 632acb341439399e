// PolicyAccessControl: decides by the policy in force.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_ACCESS_CONTROL_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_ACCESS_CONTROL_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "server/access/access_control.h"
#include "server/access/caller_rates.h"
#include "server/access/policy.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Without a policy everything is allowed, by the rule `no policy`. With one, a call is decided by
// the policy that is in force when it is asked about; what callers have used up of their limits
// outlives a change of policy where the role's limit stays as it is. Borrows the clock.
class PolicyAccessControl final : public AccessControl {
 public:
  explicit PolicyAccessControl(const Clock& clock) : rates_(clock) {}

  // Puts another policy in force.
  void Replace(std::shared_ptr<const Policy> policy);

  Decision Decide(const Identity& identity, const CallFacts& call) override;

 private:
  std::shared_ptr<const Policy> policy() const;

  CallerRates rates_;
  mutable Mutex mutex_;
  std::shared_ptr<const Policy> policy_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_ACCESS_CONTROL_H_
