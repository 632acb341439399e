// Signals as JSON, with the per-signal errors that leave the HTTP status at 200.
#include "tools/simulator/api/signals.h"

#include "absl/strings/str_cat.h"
#include "tools/simulator/api/vehicles.h"
#include "tools/simulator/model/older_words.h"
#include "tools/simulator/model/signal_catalog.h"
#include "tools/simulator/model/units.h"

namespace smartcar_simulator {
namespace {

Json StatusJson(const SignalState& state) {
  Json status = Json::object();
  status["value"] = state.error ? "ERROR" : "SUCCESS";
  if (!state.status_override.empty()) status["value"] = state.status_override;
  if (state.error) {
    Json error = Json::object();
    error["type"] = state.error->type;
    error["code"] = state.error->code;
    error["title"] = TitleOf(state.error->code);
    error["detail"] = state.error->detail;
    error["resolution"] = Json::object();
    error["resolution"]["type"] = "UNKNOWN_RESOLUTION_TYPE";
    status["error"] = std::move(error);
  }
  return status;
}

// The group and name of a code that is not in the catalogue are made from its two halves.
SignalDefinition DefinitionOf(const std::string& code, std::string* group, std::string* name) {
  if (const SignalDefinition* known = FindSignal(code)) return *known;
  const size_t dash = code.find('-');
  *group = code.substr(0, dash);
  *name = dash == std::string::npos ? code : code.substr(dash + 1);
  return {code.c_str(), name->c_str(), group->c_str(), "read_vehicle_info"};
}

SignalState NotPermitted(const SignalState& state) {
  SignalState refused;
  refused.error = TaxonomyError{"PERMISSION", "UNKNOWN",
                                "The owner has not granted the permission for this signal."};
  refused.ingested = state.ingested;
  return refused;
}

// The body in the units and words that the call and the switches ask for.
Json ShownBody(const std::string& code, const Json& body, const Call& call,
               const Switches& switches) {
  Json shown = call.imperial ? ToImperial(body) : body;
  if (switches.older_unit_words) shown = ToOlderWords(shown);
  if (switches.closures_named) shown = ToNamedClosures(code, shown);
  return shown;
}

Json SignalJson(const std::string& code, const SignalState& stored, const Access& access,
                const Call& call, const Backend& backend) {
  std::string group;
  std::string name;
  const SignalDefinition definition = DefinitionOf(code, &group, &name);
  const bool permitted = access.connection->permissions.count(definition.permission) > 0;
  const SignalState refused = permitted ? SignalState() : NotPermitted(stored);
  const SignalState& state = permitted ? stored : refused;
  Json attributes = {{"code", code}, {"name", definition.name}, {"group", definition.group}};
  attributes["status"] = StatusJson(state);
  if (state.body) attributes["body"] = ShownBody(code, *state.body, call, backend.switches);
  Json resource = Json::object();
  resource["id"] = code;
  resource["type"] = "signal";
  resource["attributes"] = std::move(attributes);
  Json meta = {{"ingestedAt", IsoTime(state.ingested)}};
  if (state.retrieved) meta["retrievedAt"] = IsoTime(*state.retrieved);
  if (state.oem_updated) meta["oemUpdatedAt"] = IsoTime(*state.oem_updated);
  resource["meta"] = std::move(meta);
  resource["links"] = Json::object();
  resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/vehicles/", access.vehicle->id,
                                           "/signals/", PercentEncode(code));
  return resource;
}

Json Included(const Vehicle& vehicle, const Backend& backend) {
  Json included = Json::object();
  included["vehicle"] = VehicleResource(vehicle, backend);
  return included;
}

}  // namespace

Outcome ListSignals(const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  Json data = Json::array();
  for (const auto& [code, state] : access.vehicle->store) {
    data.push_back(SignalJson(code, state, access, call, backend));
  }
  const size_t count = data.size();
  Json body = Json::object();
  body["data"] = std::move(data);
  body["meta"] = {{"totalCount", count},
                  {"pageSize", count},
                  {backend.switches.page_number_short ? "page" : "pageNumber", 1}};
  body["links"] = Json::object();
  body["links"]["self"] =
      absl::StrCat(backend.base_url, "/v3/vehicles/", access.vehicle->id, "/signals");
  body["included"] = Included(*access.vehicle, backend);
  return JsonReply(200, body);
}

Outcome GetSignal(const Call& call, Backend& backend) {
  Access access;
  if (std::optional<ApiError> error = FindAccess(call, backend, &access)) return *error;
  const std::string& code = call.path.at("signalCode");
  const auto it = access.vehicle->store.find(code);
  if (it == access.vehicle->store.end()) {
    return MakeError(
        "RESOURCE_NOT_FOUND", "SIGNAL_NOT_FOUND",
        absl::StrCat("Signal ", code, " is not stored for vehicle ", access.vehicle->id, "."));
  }
  Json body = Json::object();
  body["data"] = SignalJson(code, it->second, access, call, backend);
  body["included"] = Included(*access.vehicle, backend);
  Reply reply = JsonReply(200, body);
  const SignalState& state = it->second;
  if (state.oem_updated) {
    reply.response.headers.emplace_back("sc-data-age", IsoTime(*state.oem_updated));
  }
  if (state.retrieved) {
    reply.response.headers.emplace_back("sc-fetched-at", IsoTime(*state.retrieved));
  }
  return reply;
}

}  // namespace smartcar_simulator
