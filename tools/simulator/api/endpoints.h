// The table of endpoints under /v3.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ENDPOINTS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ENDPOINTS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

struct Endpoint {
  const char* method;
  std::vector<std::string> pattern;  // "{name}" matches any one segment
  std::function<Outcome(const Call&, Backend&)> handler;
  bool list = false;                    // reads a query, and checks it
  bool open = false;                    // needs no token, and is not counted by the rate limit
  bool management = false;              // of the management API
  bool Switches::*exists_if = nullptr;  // null: always
};

// What was found for a path.
struct Route {
  const Endpoint* endpoint = nullptr;       // null: no such path, or not with this method
  std::map<std::string, std::string> path;  // "vehicleId" → its value
  std::vector<std::string> allowed;         // the methods, when only the method was wrong
};

Route FindRoute(const std::string& method, const std::vector<std::string>& segments,
                const Switches& switches);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_ENDPOINTS_H_
