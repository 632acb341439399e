// The deadline of an RPC's caller.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_CALLERS_DEADLINE_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_CALLERS_DEADLINE_H_

#include <grpcpp/server_context.h>

#include <chrono>

#include "absl/time/time.h"

namespace smartcar_gateway {

// InfiniteFuture if the caller set none.
inline absl::Time CallersDeadline(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_CALLERS_DEADLINE_H_
