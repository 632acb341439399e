// Connections and users: list, read, delete.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_CONNECTIONS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_CONNECTIONS_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

Outcome ListConnections(const Call& call, Backend& backend);   // GET /v3/connections
Outcome GetConnection(const Call& call, Backend& backend);     // GET /v3/connections/{connectionId}
Outcome DeleteConnection(const Call& call, Backend& backend);  // DELETE, same path
Outcome DeleteUser(const Call& call, Backend& backend);        // DELETE /v3/users/{userId}

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_CONNECTIONS_H_
