// Policy: who may do what, ready to be asked.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "server/access/access_control.h"
#include "server/access/caller_index.h"
#include "server/access/identity.h"
#include "server/access/pattern_set.h"
#include "server/access/rpc_methods.h"
#include "smartcar/gateway/policy/v1/policy.pb.h"

namespace smartcar_gateway {

// How many calls one caller may make in a role.
struct CallerLimit {
  int64_t calls_per_minute = 0;
  int64_t burst = 0;  // at once after a rest
};

// A compiled policy. Immutable, hence thread-safe. The meaning of its parts is told in
// policy.proto; what it does not allow is denied, and what it cannot make sense of (an unknown
// role, a pattern that was never checked) allows nothing.
//
// One role must allow the whole call: of a batch that is every vehicle.
class Policy {
 public:
  // A role, as a binding gives it.
  struct Grant {
    std::string rule;  // `bindings[0]/charging`
    std::string role;
    absl::optional<CallerLimit> limit;
  };

  // What one of the caller's roles says.
  struct Answer {
    std::string rule;
    bool allowed = false;
    std::string why;  // a clause for operators; of the call it shows at most 64 bytes, escaped
  };

  static std::shared_ptr<const Policy> Compile(const smartcar::gateway::policy::v1::Policy& proto);

  // The first role, in the order of the file, that allows the call; null if none does. Lives as
  // long as the policy. Allocates nothing as long as few bindings fit the caller.
  const Grant* FirstThatAllows(const Identity& identity, const CallFacts& call) const;

  // Of a call that is denied: how near it came to being allowed.
  std::string WhyDenied(const Identity& identity, const CallFacts& call) const;

  // What every role of the caller says, in the order of the file.
  std::vector<Answer> Explain(const Identity& identity, const CallFacts& call) const;

 private:
  struct Role {
    std::string name;
    std::vector<bool> methods;  // by place in AllRpcMethods(): the method is allowed
    std::vector<bool> changes;  // the same: what it changes is allowed, or it changes nothing
    PatternSet users;
    bool own_user = false;  // `${sub}`
    PatternSet vehicles;
  };
  struct BoundRole {
    Grant grant;
    size_t role;  // in roles_
  };
  // What a call lacks to be allowed by a role, the nearest miss last.
  enum class Lack { kRpc, kMethod, kChange, kUser, kVehicle, kNothing };
  struct Fit {
    Lack lack = Lack::kRpc;
    CallTarget target = {};  // the one that is not allowed
  };

  Policy() = default;
  static Role CompileRole(const smartcar::gateway::policy::v1::Role& proto);
  static Fit Try(const Role& role, const RpcMethod* method, const Identity& identity,
                 const CallFacts& call);
  static std::string Tell(const Fit& fit, const Role& role, const CallFacts& call);

  std::vector<Role> roles_;
  std::vector<std::vector<BoundRole>> bindings_;
  CallerIndex callers_;  // places in bindings_
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_POLICY_H_
