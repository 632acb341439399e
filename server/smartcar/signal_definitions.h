// What VehicleService tells of the signals that exist. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_SIGNAL_DEFINITIONS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_SIGNAL_DEFINITIONS_H_

#include "absl/status/status.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// The catalogue, or one group of it, into an empty response. Fails with INVALID_ARGUMENT, naming
// the groups there are, for another one.
absl::Status ListSignalDefinitions(
    const smartcar::gateway::v1::ListSignalDefinitionsRequest& request,
    smartcar::gateway::v1::ListSignalDefinitionsResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_SIGNAL_DEFINITIONS_H_
