// Lookups and removals in the simulated world.
#include "tools/simulator/model/world.h"

#include <algorithm>

namespace smartcar_simulator {

Vehicle* World::FindVehicle(const std::string& id) {
  const auto it = vehicles.find(id);
  return it == vehicles.end() ? nullptr : &it->second;
}

const Connection* World::FindConnection(const std::string& user_id,
                                        const std::string& vehicle_id) const {
  for (const auto& [id, connection] : connections) {
    if (connection.user_id == user_id && connection.vehicle_id == vehicle_id) return &connection;
  }
  return nullptr;
}

bool World::IsConnected(const std::string& vehicle_id) const {
  return std::any_of(connections.begin(), connections.end(),
                     [&](const auto& entry) { return entry.second.vehicle_id == vehicle_id; });
}

std::vector<const Connection*> World::ConnectionsNewestFirst() const {
  std::vector<const Connection*> sorted;
  for (const auto& [id, connection] : connections) sorted.push_back(&connection);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Connection* a, const Connection* b) {
    return a->created > b->created;
  });
  return sorted;
}

bool World::RemoveUser(const std::string& id) {
  if (users.erase(id) == 0) return false;
  for (auto it = connections.begin(); it != connections.end();) {
    it = it->second.user_id == id ? connections.erase(it) : std::next(it);
  }
  return true;
}

}  // namespace smartcar_simulator
