// The reply that describes a vehicle: JSON of the vehicle API into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_VEHICLE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_VEHICLE_H_

#include <string>

#include "absl/status/status.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// GET /vehicles/{id}. The contract is that of decode_signals.h.
absl::Status DecodeVehicle(const std::string& body,
                           smartcar::gateway::v1::GetVehicleResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_VEHICLE_H_
