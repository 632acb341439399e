// BatchGetSignals: one RPC that makes a call of Smartcar's API for each of many vehicles.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_BATCH_GET_SIGNALS_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_BATCH_GET_SIGNALS_H_

#include "server/rpc/batch_limits.h"
#include "server/rpc/upstream_call.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace grpc {
template <class Response>
class ServerWriteReactor;
}  // namespace grpc

namespace smartcar_gateway {

// Starts the RPC's life, which ends by itself. A wrong request ends it before anything is sent. Its
// calls are bounded by the caller's `max_concurrency` within `limits`; see BatchFlow for how.
// Writes one access-log line for the RPC, and at level debug one for each vehicle. `request` must
// live as long as gRPC keeps it, until the RPC is done. Returns the reactor, which deletes itself.
grpc::ServerWriteReactor<smartcar::gateway::v1::BatchGetSignalsResponse>* StartBatchGetSignals(
    Rpc rpc, const BatchLimits& limits,
    const smartcar::gateway::v1::BatchGetSignalsRequest* request);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_BATCH_GET_SIGNALS_H_
