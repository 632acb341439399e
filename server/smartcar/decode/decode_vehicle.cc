// The reply that describes a vehicle: JSON of the vehicle API into our protos.
#include "server/smartcar/decode/decode_vehicle.h"

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/vehicle_object.h"

namespace smartcar_gateway {

absl::Status DecodeVehicle(const std::string& body,
                           smartcar::gateway::v1::GetVehicleResponse* response) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  DecodeVehicleObject(*resource, response->mutable_vehicle());
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
