// Everything the simulated Smartcar knows: users, cars and the connections between them.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WORLD_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WORLD_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tools/simulator/model/vehicle.h"
#include "tools/simulator/model/webhook.h"

namespace smartcar_simulator {

struct User {
  std::string id;
  std::string external_id;  // empty: none set
};

// One user's grant of one car to the application.
struct Connection {
  std::string id;
  std::string user_id;
  std::string vehicle_id;
  std::set<std::string> permissions;
  absl::Time created;
  absl::Time updated;
};

// Owns all model state. Pointers handed out stay valid until the element is removed or the world
// replaced (node-based maps). One thread.
class World {
 public:
  std::map<std::string, User> users;
  std::map<std::string, Vehicle> vehicles;
  std::map<std::string, Connection> connections;
  std::map<std::string, Webhook> webhooks;
  std::map<std::string, Subscription> subscriptions;

  // Null when there is none.
  Vehicle* FindVehicle(const std::string& id);
  const Connection* FindConnection(const std::string& user_id, const std::string& vehicle_id) const;
  bool IsConnected(const std::string& vehicle_id) const;

  // Newest first, as Smartcar lists them; equal times by id.
  std::vector<const Connection*> ConnectionsNewestFirst() const;

  // Null when there is none; one that is not visible yet is found, too.
  const Subscription* FindSubscription(const std::string& webhook_id, const std::string& user_id,
                                       const std::string& vehicle_id) const;

  // Subscriptions made over a connection end with it. False when it is not known.
  bool RemoveConnection(const std::string& id);

  // Removes the user and every connection of hers. False when she is not known.
  bool RemoveUser(const std::string& id);
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_MODEL_WORLD_H_
