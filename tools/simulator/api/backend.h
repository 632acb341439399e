// Everything a request can read or change, and what a handler gives back.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BACKEND_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BACKEND_H_

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "tools/simulator/api/errors.h"
#include "tools/simulator/api/execution_log.h"
#include "tools/simulator/api/rate_limiter.h"
#include "tools/simulator/api/target.h"
#include "tools/simulator/api/token_book.h"
#include "tools/simulator/clock.h"
#include "tools/simulator/http/http_message.h"
#include "tools/simulator/ids.h"
#include "tools/simulator/model/store.h"
#include "tools/simulator/model/world.h"
#include "tools/simulator/switches.h"

namespace smartcar_simulator {

// What the simulator starts with, and goes back to on a reset.
struct BackendOptions {
  std::string client_id = "client_simulator";
  std::vector<std::string> client_secrets = {"simulator-secret-1"};
  std::string management_token = "simulator-management-token";  // webhooks are signed with it
  std::vector<std::string> webhook_hosts;      // beside this machine, where webhooks may be
  std::string base_url = "https://127.0.0.1";  // links begin with it; no slash at the end
  uint32_t seed = 1;
  int extra_vehicles = 0;
  Switches switches;
};

// All state of the simulated Smartcar. One thread. `clock` outlives it.
struct Backend {
  Backend(const BackendOptions& options, SimulatedClock* clock);

  absl::Time Now() const { return clock->Now(); }
  Refresh refresh() const {
    return switches.store_refresh_manual ? Refresh::kManual : Refresh::kInstant;
  }

  SimulatedClock* const clock;
  const std::string client_id;
  std::vector<std::string> client_secrets;
  std::string management_token;
  std::string base_url;
  Switches switches;
  World world;
  TokenBook tokens;
  RateLimiter limiter;
  ExecutionLog executions;
  IdSource ids;
  const std::string application_id;
  const std::vector<std::string> webhook_hosts;
  int64_t webhook_sequence = 0;  // the last that an event was given
};

// One request on its way through the API.
struct Call {
  const Request* request = nullptr;
  Target target;
  std::map<std::string, std::string> path;  // "vehicleId" → its value
  std::string request_id;
  bool imperial = false;
  bool management = false;  // webhooks and subscriptions

  // The first header of that (lower-case) name, or "".
  std::string Header(const std::string& name) const;
};

// A reply. `duration` is how long the car takes; long ones are answered 202 and streamed.
struct Reply {
  Response response;
  absl::Duration duration = absl::ZeroDuration();
};

using Outcome = std::variant<Reply, ApiError>;

Reply JsonReply(int status, const Json& body);
Reply TextReply(int status, std::string json);  // of JSON that is text already

// The body of a refusal in the form that the switches ask for, and the reply around it.
Json ErrorJson(const ApiError& error, const Call& call, const Backend& backend);
Reply ErrorReply(const ApiError& error, const Call& call, const Backend& backend);

Reply NoContent();  // 204

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_BACKEND_H_
