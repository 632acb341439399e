// Looking up cars in what the control endpoint tells.
#include "tests/support/fleet.h"

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {

Car Fleet::Named(const std::string& make, const std::string& model) const {
  for (const Json& vehicle : state_.at("vehicles")) {
    if (vehicle.at("make") == make && vehicle.at("model") == model) {
      return {vehicle.at("id"), vehicle.at("user_id"), vehicle.at("connection_id")};
    }
  }
  Die(absl::StrCat("the simulator has no ", make, " ", model));
}

std::string Fleet::UserWithExternalId(const std::string& external_id) const {
  for (const Json& user : state_.at("users")) {
    if (user.at("external_id") == external_id) return user.at("id");
  }
  Die("the simulator has no user with the external id " + external_id);
}

int Fleet::Connections(const std::string& mode) const {
  size_t count = 0;
  for (const Json& vehicle : state_.at("vehicles")) {
    if (vehicle.at("mode") == mode) count += vehicle.at("connections").size();
  }
  return static_cast<int>(count);
}

std::vector<std::string> Fleet::ConnectionsOfUser(const std::string& user_id,
                                                  const std::string& mode) const {
  std::vector<std::string> ids;
  for (const Json& vehicle : state_.at("vehicles")) {
    if (vehicle.at("mode") != mode) continue;
    for (const Json& connection : vehicle.at("connections")) {
      if (connection.at("user_id") == user_id) ids.push_back(connection.at("id"));
    }
  }
  return ids;
}

}  // namespace smartcar_gateway
