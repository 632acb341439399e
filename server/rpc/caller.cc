// Reading the caller's name.
#include "server/rpc/caller.h"

#include <grpcpp/server_context.h>

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxNameBytes = 128;

}  // namespace

std::string ShareOf(const Identity& identity, const grpc::CallbackServerContext& context) {
  if (identity.method != IdentityMethod::kAnonymous) return identity.name();
  const auto& metadata = context.client_metadata();
  const auto named = metadata.find({kCallerMetadata.data(), kCallerMetadata.size()});
  if (named != metadata.end() && !named->second.empty()) {
    return {named->second.data(), std::min(named->second.size(), kMaxNameBytes)};
  }
  // "ipv4:127.0.0.1:40000", "ipv6:%5B::1%5D:40000", "unix:/path"
  const std::string peer = context.peer();
  return peer.substr(0, peer.rfind(':'));
}

}  // namespace smartcar_gateway
