// The table of all RPCs: what each changes and what it is about, as a policy sees it.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_RPC_METHODS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_RPC_METHODS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace smartcar_gateway {

// Where the vehicles and users that a call is about come from.
enum class RpcTargets {
  // It is about none: its answer holds nothing of anybody's.
  kNothing,
  // The fields `vehicle_id` and `user_id` of the request, as far as it has them. One that it lacks
  // or that is empty stands for any.
  kFields,
  // As kFields, for each of the request's `vehicles`.
  kVehicles,
  // It names neither, but its answer or effect may concern anybody.
  kAny,
};

struct RpcMethod {
  // `VehicleService/LockDoors`.
  absl::string_view name;
  // What it changes, named as the policy and the endpoint table do: `security.lock`. Empty: it only
  // reads.
  absl::string_view change;
  RpcTargets targets = RpcTargets::kAny;
};

// All of them, by service.
absl::Span<const RpcMethod> AllRpcMethods();

// `name`: `VehicleService/LockDoors`. Null if there is none of that name.
const RpcMethod* FindRpcMethod(absl::string_view name);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_RPC_METHODS_H_
