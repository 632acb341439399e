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

const Subscription* World::FindSubscription(const std::string& webhook_id,
                                            const std::string& user_id,
                                            const std::string& vehicle_id) const {
  for (const auto& [id, subscription] : subscriptions) {
    if (subscription.webhook_id == webhook_id && subscription.user_id == user_id &&
        subscription.vehicle_id == vehicle_id) {
      return &subscription;
    }
  }
  return nullptr;
}

bool World::RemoveConnection(const std::string& id) {
  const auto found = connections.find(id);
  if (found == connections.end()) return false;
  for (auto it = subscriptions.begin(); it != subscriptions.end();) {
    const bool over_it = it->second.user_id == found->second.user_id &&
                         it->second.vehicle_id == found->second.vehicle_id;
    it = over_it ? subscriptions.erase(it) : std::next(it);
  }
  connections.erase(found);
  return true;
}

bool World::RemoveUser(const std::string& id) {
  if (users.erase(id) == 0) return false;
  std::vector<std::string> hers;
  for (const auto& [connection_id, connection] : connections) {
    if (connection.user_id == id) hers.push_back(connection_id);
  }
  for (const std::string& connection_id : hers) RemoveConnection(connection_id);
  return true;
}

}  // namespace smartcar_simulator
