// From BatchGetSignals to the calls of Smartcar's API that answer it. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_BATCH_REQUESTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_BATCH_REQUESTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// OK, or INVALID_ARGUMENT naming the wrong fields of all vehicles (of a list that is too long, only
// that it is).
absl::Status CheckBatch(const smartcar::gateway::v1::BatchGetSignalsRequest& request);

// The codes that are asked for, each once, in the order of the request. Empty: all signals.
std::vector<std::string> BatchCodes(const smartcar::gateway::v1::BatchGetSignalsRequest& request);

// The call that answers one vehicle of a request that CheckBatch found right. `codes` are its
// BatchCodes: one code asks for that signal, otherwise all are asked for.
UpstreamRequest BuildBatchItem(const smartcar::gateway::v1::BatchGetSignalsRequest& request,
                               const std::vector<std::string>& codes, int index);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_BATCH_REQUESTS_H_
