// Reading one car, and the checks in front of signals and commands.
#include "tools/simulator/api/vehicles.h"

#include "absl/strings/str_cat.h"

namespace smartcar_simulator {
namespace {

ApiError NoVehicle(const std::string& id) {
  return MakeError("RESOURCE_NOT_FOUND", "VEHICLE_NOT_FOUND",
                   absl::StrCat("There is no vehicle ", id, "."));
}

}  // namespace

Json VehicleAttributes(const Vehicle& vehicle) {
  return {{"make", vehicle.make},
          {"model", vehicle.model},
          {"year", vehicle.year},
          {"powertrainType", vehicle.powertrain},
          {"mode", vehicle.mode}};
}

Json VehicleResource(const Vehicle& vehicle, const Backend& backend) {
  Json resource = Json::object();
  resource["id"] = vehicle.id;
  resource["type"] = "vehicle";
  resource["attributes"] = VehicleAttributes(vehicle);
  resource["links"] = Json::object();
  resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/vehicles/", vehicle.id);
  return resource;
}

Outcome GetVehicle(const Call& call, Backend& backend) {
  const std::string& id = call.path.at("vehicleId");
  const Vehicle* vehicle = backend.world.FindVehicle(id);
  // A car whose last connection is gone is no longer the application's to see.
  if (vehicle == nullptr || !backend.world.IsConnected(id)) return NoVehicle(id);
  Json body = Json::object();
  body["data"] = VehicleResource(*vehicle, backend);
  return JsonReply(200, body);
}

std::optional<ApiError> FindAccess(const Call& call, Backend& backend, Access* access) {
  const std::string user_id = call.Header("sc-user-id");
  if (user_id.empty()) return MakeError("VALIDATION", "MISSING_PARAMETER", "missing userId");
  const std::string& id = call.path.at("vehicleId");
  access->vehicle = backend.world.FindVehicle(id);
  if (access->vehicle == nullptr || !backend.world.IsConnected(id)) return NoVehicle(id);
  access->connection = backend.world.FindConnection(user_id, id);
  if (access->connection != nullptr) return std::nullopt;
  if (backend.switches.ownership_forbidden) {
    return MakeError("AUTHENTICATION", "ACCESS_DENIED",
                     absl::StrCat("The user has no connection with vehicle ", id, "."));
  }
  return NoVehicle(id);
}

}  // namespace smartcar_simulator
