// Who calls.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace smartcar_gateway {

// Callers name themselves in this metadata.
inline constexpr absl::string_view kCallerMetadata = "x-caller-id";

// The name by which a caller gets its fair share of Smartcar's quota: `x-caller-id`, cut to 128
// bytes, or the host of its address without the port. Nobody checks it, so it grants nothing.
std::string CallerOf(const grpc::CallbackServerContext& context);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_
