// Connections and users, with Smartcar's filters and paging.
#include "tools/simulator/api/connections.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
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

struct Query {
  int number = 1;
  int size = kDefaultPageSize;
  std::string user_id;
  std::string vehicle_id;
  std::string external_id;
  std::string mode = "live";
};

ApiError BadParameter(const std::string& detail) {
  return MakeError("VALIDATION", "INVALID_INPUT_FORMAT", detail);
}

bool ReadCount(const std::string& text, int max, int* count) {
  return absl::SimpleAtoi(text, count) && *count >= 1 && *count <= max;
}

// Nothing, or what is wrong with the query. Unknown filters are refused: a misspelt one that were
// ignored would list far too much.
std::optional<ApiError> ReadQuery(const Call& call, Query* query) {
  query->user_id = call.Header("sc-user-id");
  for (const auto& [name, value] : call.target.query) {
    if (name == "page[number]") {
      if (!ReadCount(value, 1'000'000, &query->number)) {
        return BadParameter("page[number] must be a number from 1");
      }
    } else if (name == "page[size]") {
      if (!ReadCount(value, kMaxPageSize, &query->size)) {
        return BadParameter("page[size] must be a number from 1 to 100");
      }
    } else if (name == "filter[userId]") {
      query->user_id = value;
    } else if (name == "filter[vehicleId]") {
      query->vehicle_id = value;
    } else if (name == "filter[user.externalId]") {
      query->external_id = value;
    } else if (name == "filter[vehicle.mode]") {
      if (value != "live" && value != "simulated") {
        return BadParameter("filter[vehicle.mode] must be live or simulated");
      }
      query->mode = value;
    } else {
      return BadParameter(absl::StrCat("unknown query parameter ", name));
    }
  }
  return std::nullopt;
}

bool Matches(const Connection& connection, const Query& query, const World& world) {
  return (query.user_id.empty() || connection.user_id == query.user_id) &&
         (query.vehicle_id.empty() || connection.vehicle_id == query.vehicle_id) &&
         (query.external_id.empty() ||
          world.users.at(connection.user_id).external_id == query.external_id) &&
         world.vehicles.at(connection.vehicle_id).mode == query.mode;
}

std::string PageLink(const Query& query, int number, const std::string& base_url) {
  std::string link = absl::StrCat(base_url, "/v3/connections?page%5Bnumber%5D=", number,
                                  "&page%5Bsize%5D=", query.size);
  const auto add = [&link](const char* name, const std::string& value) {
    if (!value.empty()) {
      absl::StrAppend(&link, "&", PercentEncode(name), "=", PercentEncode(value));
    }
  };
  add("filter[userId]", query.user_id);
  add("filter[vehicleId]", query.vehicle_id);
  add("filter[user.externalId]", query.external_id);
  add("filter[vehicle.mode]", query.mode);
  return link;
}

Json PageLinks(const Query& query, int total, const std::string& base_url) {
  const int last = std::max(1, (total + query.size - 1) / query.size);
  Json links = Json::object();
  links["self"] = PageLink(query, query.number, base_url);
  links["first"] = PageLink(query, 1, base_url);
  links["last"] = PageLink(query, last, base_url);
  links["next"] = nullptr;
  links["prev"] = nullptr;
  if (query.number < last) links["next"] = PageLink(query, query.number + 1, base_url);
  if (query.number > 1) links["prev"] = PageLink(query, query.number - 1, base_url);
  return links;
}

ApiError NoConnection(const std::string& id) {
  return MakeError("RESOURCE_NOT_FOUND", "CONNECTION_NOT_FOUND",
                   absl::StrCat("There is no connection ", id, "."));
}

Reply NoContent() {
  Reply reply;
  reply.response.status = 204;
  return reply;
}

}  // namespace

Outcome ListConnections(const Call& call, Backend& backend) {
  Query query;
  if (std::optional<ApiError> error = ReadQuery(call, &query)) return *error;
  std::vector<const Connection*> matching;
  for (const Connection* connection : backend.world.ConnectionsNewestFirst()) {
    if (Matches(*connection, query, backend.world)) matching.push_back(connection);
  }
  Json data = Json::array();
  const size_t begin = static_cast<size_t>(query.number - 1) * query.size;
  for (size_t i = begin; i < std::min(matching.size(), begin + query.size); ++i) {
    data.push_back(ConnectionJson(*matching[i], backend));
  }
  Json body = Json::object();
  body["data"] = std::move(data);
  body["meta"] = {{"pageNumber", query.number},
                  {"pageSize", query.size},
                  {"totalCount", matching.size()},
                  {"orderBy", "createdAt"},
                  {"orderDirection", "DESC"}};
  body["links"] = PageLinks(query, static_cast<int>(matching.size()), backend.base_url);
  return JsonReply(200, body);
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
  if (backend.world.connections.erase(id) == 0) return NoConnection(id);
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
