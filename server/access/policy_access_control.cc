// Implementation of PolicyAccessControl.
#include "server/access/policy_access_control.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace smartcar_gateway {
namespace {

std::string InWords(const Policy::Grant& grant, int64_t calls) {
  const CallerLimit& limit = *grant.limit;
  std::string words =
      absl::StrCat("role ", grant.role, ": ", limit.calls_per_minute, " calls a minute");
  if (limit.burst != limit.calls_per_minute || calls > limit.burst) {
    absl::StrAppend(&words, ", ", limit.burst, " at once");
  }
  return words;
}

}  // namespace

void PolicyAccessControl::Replace(std::shared_ptr<const Policy> policy) {
  MutexLock lock(&mutex_);
  policy_.swap(policy);  // the old one is destroyed by whoever uses it last, here without the lock
}

std::shared_ptr<const Policy> PolicyAccessControl::policy() const {
  MutexLock lock(&mutex_);
  return policy_;
}

Decision PolicyAccessControl::Decide(const Identity& identity, const CallFacts& call) {
  Decision decision;
  const std::shared_ptr<const Policy> policy = this->policy();
  if (policy == nullptr) {
    decision.verdict = Decision::Verdict::kAllowed;
    decision.rule = "no policy";
    return decision;
  }
  const Policy::Grant* const grant = policy->FirstThatAllows(identity, call);
  if (grant == nullptr) {
    decision.rule = "no rule";
    decision.why = policy->WhyDenied(identity, call);
    return decision;
  }
  decision.verdict = Decision::Verdict::kAllowed;
  decision.rule = grant->rule;
  if (!grant->limit.has_value()) return decision;
  const int64_t calls = std::max<int64_t>(static_cast<int64_t>(call.targets.size()), 1);
  const absl::Duration wait = rates_.Take(identity.name(), grant->role, *grant->limit, calls);
  if (wait == absl::ZeroDuration()) return decision;
  decision.verdict = Decision::Verdict::kTooManyCalls;
  decision.retry_after = wait;
  decision.limit = InWords(*grant, calls);
  return decision;
}

}  // namespace smartcar_gateway
