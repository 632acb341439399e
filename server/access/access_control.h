// AccessControl: whether a known caller may make a call.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_ACCESS_CONTROL_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_ACCESS_CONTROL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/access/identity.h"

namespace smartcar_gateway {

// What one call is about. Empty: the call does not say.
struct CallTarget {
  absl::string_view vehicle_id;
  absl::string_view user_id;
};

struct CallFacts {
  // `VehicleService/LockDoors`.
  absl::string_view method;
  // One, or as many as a batch has vehicles; rpc_methods.h says where an RPC's come from. None is
  // the same as one that says nothing.
  absl::Span<const CallTarget> targets;
};

struct Decision {
  enum class Verdict { kAllowed, kDenied, kTooManyCalls };
  Verdict verdict = Verdict::kDenied;
  // By what: `bindings[0]/charging`, `no policy`, or `no rule`.
  std::string rule;
  // For kDenied, why, for operators: it may name roles and patterns, so it is not for the caller.
  std::string why;
  // For kTooManyCalls: after how long this call is allowed (infinite: never, it is a batch of more
  // vehicles than the limit allows at once), and the limit in words, which the caller may read.
  absl::Duration retry_after = absl::ZeroDuration();
  std::string limit;
};

// Thread-safe; never blocks.
class AccessControl {
 public:
  virtual ~AccessControl() = default;
  // Counts the call against the caller's rate limit if it is allowed.
  virtual Decision Decide(const Identity& identity, const CallFacts& call) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_ACCESS_CONTROL_H_
