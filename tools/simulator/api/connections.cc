// Connections and users, with Smartcar's filters and paging.
#include "tools/simulator/api/connections.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/simulator/api/listing.h"
#include "tools/simulator/api/vehicles.h"

namespace smartcar_simulator {
namespace {

constexpr int kDefaultPageSize = 10;
constexpr int kMaxPageSize = 100;

Json ConnectionJson(const Connection& connection, const Backend& backend) {
  const Vehicle& vehicle = backend.world.vehicles.at(connection.vehicle_id);
  const User& user = backend.world.users.at(connection.user_id);
  Json user_json = {{"id", user.id}};
  if (!user.external_id.empty()) user_json["externalId"] = user.external_id;
  Json resource = Json::object();
  resource["id"] = connection.id;
  resource["type"] = "connection";
  resource["attributes"] = {
      {"permissions", connection.permissions},
      {"vehicle", VehicleAttributes(vehicle)},
      {"user", user_json},
  };
  Json vehicle_link = {
      {"data", {{"id", vehicle.id}, {"type", "vehicle"}}},
      {"links", {{"related", absl::StrCat(backend.base_url, "/v3/vehicles/", vehicle.id)}}}};
  Json user_link = Json::object();
  user_link["data"] = {{"id", user.id}, {"type", "user"}};
  resource["relationships"] = {{"vehicle", vehicle_link}, {"user", user_link}};
  resource["meta"] = {{"createdAt", IsoTime(connection.created)},
                      {"updatedAt", IsoTime(connection.updated)}};
  resource["links"] = Json::object();
  resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/connections/", connection.id);
  return resource;
}

ListDefinition ConnectionList(const Switches& switches) {
  constexpr int kPageSize = 10;
  const int max = switches.connections_max_page_size;
  return {"/v3/connections",
          std::min(kPageSize, max),
          max,
          /*order_told=*/true,
          /*page_number_short=*/false,
          {{"userId", FilterForm::kId},
           {"vehicleId", FilterForm::kId},
           {"user.externalId"},
           {"vehicle.mode", FilterForm::kWord, {"live", "simulated"}}}};
}

bool Matches(const Connection& connection, const ListQuery& query, const World& world) {
  return query.Admits("userId", connection.user_id) &&
         query.Admits("vehicleId", connection.vehicle_id) &&
         query.Admits("user.externalId", world.users.at(connection.user_id).external_id) &&
         query.Admits("vehicle.mode", world.vehicles.at(connection.vehicle_id).mode);
}

ApiError NoConnection(const std::string& id) {
  return MakeError("RESOURCE_NOT_FOUND", "CONNECTION_NOT_FOUND",
                   absl::StrCat("There is no connection ", id, "."));
}

}  // namespace

Outcome ListConnections(const Call& call, Backend& backend) {
  const ListDefinition list = ConnectionList(backend.switches);
  ListQuery query;
  query.filters["vehicle.mode"] = "live";
  const std::string user_id = call.Header("sc-user-id");
  if (!user_id.empty()) query.filters["userId"] = user_id;
  if (std::optional<ApiError> error = ReadListQuery(list, call, backend, &query)) return *error;
  std::vector<const Connection*> matching;
  for (const Connection* connection : backend.world.ConnectionsNewestFirst()) {
    if (Matches(*connection, query, backend.world)) matching.push_back(connection);
  }
  return ListReply(
      list, query, matching.size(),
      [&](size_t i) { return Dump(ConnectionJson(*matching[i], backend)); }, backend);
}

Outcome GetConnection(const Call& call, Backend& backend) {
  const std::string& id = call.path.at("connectionId");
  const auto it = backend.world.connections.find(id);
  if (it == backend.world.connections.end()) return NoConnection(id);
  Json body = Json::object();
  body["data"] = ConnectionJson(it->second, backend);
  return JsonReply(200, body);
}

Outcome DeleteConnection(const Call& call, Backend& backend) {
  const std::string& id = call.path.at("connectionId");
  if (!backend.world.RemoveConnection(id)) return NoConnection(id);
  return NoContent();
}

Outcome DeleteUser(const Call& call, Backend& backend) {
  const std::string& id = call.path.at("userId");
  if (!backend.world.RemoveUser(id)) {
    return MakeError("RESOURCE_NOT_FOUND", "USER_NOT_FOUND",
                     absl::StrCat("There is no user ", id, "."));
  }
  return NoContent();
}

}  // namespace smartcar_simulator
