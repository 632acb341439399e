// CompatibilityService: answered from copies of Smartcar's matrix.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_COMPATIBILITY_SERVICE_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_COMPATIBILITY_SERVICE_H_

#include <memory>

#include "server/rpc/upstream_call.h"
#include "server/smartcar/compatibility_matrix.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace smartcar_gateway {

// The service on gRPC's callback API. What it borrows must outlive it.
std::unique_ptr<grpc::Service> MakeCompatibilityService(RpcEnvironment environment,
                                                        CompatibilityMatrix* matrix);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_COMPATIBILITY_SERVICE_H_
