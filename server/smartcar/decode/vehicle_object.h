// A vehicle of Smartcar inside a parsed document.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_OBJECT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_OBJECT_H_

#include "server/smartcar/decode/json_read.h"
#include "smartcar/gateway/v1/vehicle.pb.h"

namespace smartcar_gateway {

// Reads a vehicle resource (`id`, `attributes`), or the flat form that connections and webhooks
// hold, into an empty `vehicle`. A member that is missing or of the wrong kind leaves its field
// unset.
void DecodeVehicleObject(const json::Object& object, smartcar::gateway::v1::Vehicle* vehicle);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_OBJECT_H_
