// ConnectionService: each RPC is one call of Smartcar's API.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_CONNECTION_SERVICE_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_CONNECTION_SERVICE_H_

#include <memory>

#include "server/rpc/upstream_call.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace smartcar_gateway {

// The service on gRPC's callback API. What `environment` borrows must outlive it.
std::unique_ptr<grpc::Service> MakeConnectionService(RpcEnvironment environment);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_CONNECTION_SERVICE_H_
