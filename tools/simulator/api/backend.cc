// The state of the simulated Smartcar, and small helpers on calls and replies.
#include "tools/simulator/api/backend.h"

#include "tools/simulator/model/fleet.h"

namespace smartcar_simulator {

Backend::Backend(const BackendOptions& options, SimulatedClock* clock)
    : clock(clock),
      client_id(options.client_id),
      client_secrets(options.client_secrets),
      base_url(options.base_url),
      switches(options.switches),
      world(MakeFleet(options.seed, options.extra_vehicles, clock->Now())),
      ids(options.seed) {}

std::string Call::Header(const std::string& name) const {
  for (const auto& [header, value] : request->headers) {
    if (header == name) return value;
  }
  return "";
}

Reply JsonReply(int status, const Json& body) {
  Reply reply;
  reply.response.status = status;
  reply.response.headers = {{"content-type", "application/json; charset=utf-8"}};
  reply.response.body = Dump(body);
  return reply;
}

}  // namespace smartcar_simulator
