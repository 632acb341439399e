// Whose share of Smartcar's quota a call takes.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/access/identity.h"

namespace grpc {
class CallbackServerContext;
}  // namespace grpc

namespace smartcar_gateway {

// Callers that are not known may name themselves in this metadata.
inline constexpr absl::string_view kCallerMetadata = "x-caller-id";

// The name of the caller, or of one that is anonymous `x-caller-id`, cut to 128 bytes, or the host
// of its address without the port. Nobody checks these two, so they grant nothing.
std::string ShareOf(const Identity& identity, const grpc::CallbackServerContext& context);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_CALLER_H_
