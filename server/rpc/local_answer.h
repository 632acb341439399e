// A unary RPC that the gateway answers by itself.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_LOCAL_ANSWER_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_LOCAL_ANSWER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/clock.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace smartcar_gateway {

// Finishes the RPC at once with `status` and its details, and writes one access-log line, in which
// `name` stands where other RPCs have the name of an endpoint. `started` is when its handler was
// called. Returns the reactor, which gRPC owns.
grpc::ServerUnaryReactor* FinishLocally(grpc::CallbackServerContext* context, const Clock& clock,
                                        absl::string_view name, absl::Time started,
                                        const absl::Status& status);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_LOCAL_ANSWER_H_
