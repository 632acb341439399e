// The state of the simulated Smartcar, and small helpers on calls and replies.
#include "tools/simulator/api/backend.h"

#include <utility>

#include "tools/simulator/model/fleet.h"

namespace smartcar_simulator {

Backend::Backend(const BackendOptions& options, SimulatedClock* clock)
    : clock(clock),
      client_id(options.client_id),
      client_secrets(options.client_secrets),
      management_token(options.management_token),
      base_url(options.base_url),
      switches(options.switches),
      world(MakeFleet(options.seed, options.extra_vehicles, clock->Now())),
      ids(options.seed),
      application_id(FleetId(IdKind::kApplication, options.seed, 1)),
      webhook_hosts(options.webhook_hosts) {}

std::string Call::Header(const std::string& name) const {
  for (const auto& [header, value] : request->headers) {
    if (header == name) return value;
  }
  return "";
}

Json ErrorJson(const ApiError& error, const Call& call, const Backend& backend) {
  const Switches& switches = backend.switches;
  const StatusForm form = switches.error_status_number ? StatusForm::kNumber : StatusForm::kText;
  return call.management && switches.management_errors_generic
             ? GenericErrorBody(error, form)
             : ErrorBody(error, call.request_id, form);
}

Reply ErrorReply(const ApiError& error, const Call& call, const Backend& backend) {
  return JsonReply(error.status, ErrorJson(error, call, backend));
}

Reply NoContent() {
  Reply reply;
  reply.response.status = 204;
  return reply;
}

Reply JsonReply(int status, const Json& body) { return TextReply(status, Dump(body)); }

Reply TextReply(int status, std::string json) {
  Reply reply;
  reply.response.status = status;
  reply.response.headers = {{"content-type", "application/json; charset=utf-8"}};
  reply.response.body = std::move(json);
  return reply;
}

}  // namespace smartcar_simulator
