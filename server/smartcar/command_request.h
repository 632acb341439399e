// What the builders of all commands share.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_REQUEST_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_REQUEST_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/coordinates.pb.h"

namespace smartcar_gateway {

// Checks that both members are there and on the globe.
void CheckCoordinates(absl::string_view field, bool present,
                      const smartcar::gateway::v1::Coordinates& value, FieldChecker* check);

nlohmann::json CoordinatesJson(const smartcar::gateway::v1::Coordinates& value);

// A command to a vehicle. `check` holds what is already wrong with the command's own fields;
// `attributes` makes its JSON attributes, and is called only if everything is right.
template <typename Request, typename Attributes>
absl::StatusOr<UpstreamRequest> BuildCommand(const Endpoint& endpoint, absl::string_view suffix,
                                             const Request& request, FieldChecker check,
                                             Attributes attributes) {
  check.Id("vehicle_id", request.vehicle_id());
  check.Id("user_id", request.user_id());
  check.OptionalUuid("request_id", request.request_id());
  if (request.resend_if_unknown() && request.request_id().empty()) {
    check.Violation("resend_if_unknown", "needs a request_id");
  }
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream;
  upstream.endpoint = &endpoint;
  upstream.path = absl::StrCat("/vehicles/", request.vehicle_id(), suffix);
  upstream.user_id = request.user_id();
  upstream.request_id = request.request_id();
  upstream.resend_if_unknown = request.resend_if_unknown();
  upstream.vehicle_id = request.vehicle_id();
  upstream.resource_name = request.vehicle_id();
  const nlohmann::json members = attributes();
  if (!members.is_null()) {
    upstream.body = nlohmann::json{{"data", {{"attributes", members}}}}.dump();
  }
  return upstream;
}

// A command without attributes.
template <typename Request>
absl::StatusOr<UpstreamRequest> BuildCommand(const Endpoint& endpoint, absl::string_view suffix,
                                             const Request& request) {
  return BuildCommand(endpoint, suffix, request, FieldChecker(), [] { return nlohmann::json(); });
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_COMMAND_REQUEST_H_
