// Control endpoints about the simulated Smartcar itself.
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"

namespace smartcar_simulator {
namespace {

Json VehicleJson(const Vehicle& vehicle, const World& world) {
  Json json = {{"id", vehicle.id},     {"make", vehicle.make}, {"model", vehicle.model},
               {"year", vehicle.year}, {"mode", vehicle.mode}, {"powertrain", vehicle.powertrain}};
  Json connections = Json::array();
  for (const Connection* connection : world.ConnectionsNewestFirst()) {
    if (connection->vehicle_id != vehicle.id) continue;
    connections.push_back({{"id", connection->id},
                           {"user_id", connection->user_id},
                           {"permissions", connection->permissions}});
  }
  json["user_id"] = connections.empty() ? Json(nullptr) : connections[0]["user_id"];
  json["connection_id"] = connections.empty() ? Json(nullptr) : connections[0]["id"];
  json["connections"] = std::move(connections);
  int64_t total = 0;
  Json counts = Json::object();
  for (const auto& [type, count] : vehicle.command_counts) {
    counts[type] = count;
    total += count;
  }
  json["commands_total"] = total;
  json["command_counts"] = std::move(counts);
  json["refused_commands"] = vehicle.refused_commands;
  json["destination"] = vehicle.destination.value_or(Json(nullptr));
  json["schedules"] = Json::array();
  for (const ChargeSchedule& schedule : vehicle.schedules) {
    json["schedules"].push_back({{"id", schedule.id}, {"type", schedule.type}});
  }
  json["command_error"] = nullptr;
  if (vehicle.command_error) {
    json["command_error"] = {{"type", vehicle.command_error->type},
                             {"code", vehicle.command_error->code}};
  }
  json["stored_signals"] = vehicle.store.size();
  return json;
}

ControlReply ReadState(ControlCall& call) {
  const Backend& backend = *call.engine.backend;
  ControlReply reply;
  reply.body["now"] = IsoTime(backend.Now());
  reply.body["base_url"] = backend.base_url;
  reply.body["client_id"] = backend.client_id;
  reply.body["tokens_issued"] = backend.tokens.issued();
  reply.body["switches"] = DescribeSwitches(backend.switches);
  reply.body["users"] = Json::array();
  for (const auto& [id, user] : backend.world.users) {
    reply.body["users"].push_back(
        {{"id", id},
         {"external_id", user.external_id.empty() ? Json(nullptr) : Json(user.external_id)}});
  }
  reply.body["vehicles"] = Json::array();
  for (const auto& [id, vehicle] : backend.world.vehicles) {
    reply.body["vehicles"].push_back(VehicleJson(vehicle, backend.world));
  }
  reply.body["webhooks"] = Json::array();
  for (const auto& [id, webhook] : backend.world.webhooks) {
    reply.body["webhooks"].push_back({{"id", id},
                                      {"name", webhook.name},
                                      {"enabled", webhook.enabled},
                                      {"verified", webhook.verified},
                                      {"auto_subscribe", webhook.auto_subscribe}});
  }
  return reply;
}

ControlReply NoVehicle(const std::string& id) {
  return UnknownControl(absl::StrCat("there is no vehicle ", id));
}

ControlReply ReadVehicle(ControlCall& call) {
  const Vehicle* vehicle = call.engine.backend->world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  return {200, VehicleJson(*vehicle, call.engine.backend->world)};
}

// {"type":…,"code":…,"detail":…}; only `detail` may be left out.
std::optional<TaxonomyError> ReadError(const Json& json) {
  const Json* type = Find(json, "type");
  const Json* code = Find(json, "code");
  const Json* detail = Find(json, "detail");
  if (type == nullptr || !type->is_string() || code == nullptr || !code->is_string() ||
      (detail != nullptr && !detail->is_string())) {
    return std::nullopt;
  }
  return TaxonomyError{type->get<std::string>(), code->get<std::string>(),
                       detail == nullptr ? "Set by a test." : detail->get<std::string>()};
}

constexpr char kErrorHelp[] = "an error is {\"type\":\"VEHICLE_STATE\",\"code\":\"ASLEEP\"}";

ControlReply SetCommandError(ControlCall& call) {
  Vehicle* vehicle = call.engine.backend->world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  std::optional<TaxonomyError> error = ReadError(call.body);
  if (!error) return BadControl(kErrorHelp);
  vehicle->command_error = std::move(error);
  return {200, VehicleJson(*vehicle, call.engine.backend->world)};
}

ControlReply ClearCommandError(ControlCall& call) {
  Vehicle* vehicle = call.engine.backend->world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  vehicle->command_error.reset();
  return {200, VehicleJson(*vehicle, call.engine.backend->world)};
}

ControlReply RefreshVehicle(ControlCall& call) {
  Vehicle* vehicle = call.engine.backend->world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  RefreshStore(*vehicle);
  return {200, VehicleJson(*vehicle, call.engine.backend->world)};
}

bool ReadTime(const Json& json, absl::Time* time) {
  std::string error;
  return json.is_string() &&
         absl::ParseTime(absl::RFC3339_full, json.get<std::string>(), time, &error);
}

// Nothing, or what is wrong with the member.
std::optional<std::string> ReadSignalMember(const std::string& name, const Json& value,
                                            SignalState* state) {
  absl::Time time;
  if (name == "body") {
    state->body = value;
  } else if (name == "status") {
    if (!value.is_string()) return "status must be a word such as UNAVAILABLE";
    state->status_override = value.get<std::string>();
  } else if (name == "error") {
    state->error = ReadError(value);
    if (!state->error) return kErrorHelp;
  } else if (name == "ingested_at" || name == "retrieved_at" || name == "oem_updated_at") {
    if (!ReadTime(value, &time)) return absl::StrCat(name, " must be a time in RFC 3339");
    if (name == "ingested_at") state->ingested = time;
    if (name == "retrieved_at") state->retrieved = time;
    if (name == "oem_updated_at") state->oem_updated = time;
  } else {
    return absl::StrCat("a signal has no member ", name,
                        "; known are body, error, status, ingested_at, retrieved_at, "
                        "oem_updated_at");
  }
  return std::nullopt;
}

ControlReply SetSignal(ControlCall& call) {
  Backend& backend = *call.engine.backend;
  Vehicle* vehicle = backend.world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  if (!call.body.is_object() || call.body.empty())
    return BadControl("a body or an error is needed");
  SignalState state;
  if (call.body.contains("body")) {
    state.retrieved = backend.Now();
    state.oem_updated = backend.Now();
  }
  for (const auto& [name, value] : call.body.items()) {
    if (std::optional<std::string> error = ReadSignalMember(name, value, &state)) {
      return BadControl(*error);
    }
  }
  CarWriter(*vehicle, backend.Now(), backend.refresh()).SetState(call.path[1], std::move(state));
  return {};
}

ControlReply RemoveSignal(ControlCall& call) {
  Backend& backend = *call.engine.backend;
  Vehicle* vehicle = backend.world.FindVehicle(call.path[0]);
  if (vehicle == nullptr) return NoVehicle(call.path[0]);
  CarWriter(*vehicle, backend.Now(), backend.refresh()).Remove(call.path[1]);
  return {};
}

ControlReply ReadClock(ControlCall& call) {
  ControlReply reply;
  reply.body["now"] = IsoTime(call.engine.clock->Now());
  reply.body["mode"] =
      call.engine.clock->mode() == SimulatedClock::Mode::kManual ? "manual" : "real";
  return reply;
}

ControlReply AdvanceClock(ControlCall& call) {
  const Json* seconds = Find(call.body, "seconds");
  constexpr double kTenYears = 3.2e8;
  if (seconds == nullptr || !seconds->is_number() || *seconds < 0 || *seconds > kTenYears) {
    return BadControl("seconds must be a number of at least 0");
  }
  call.engine.clock->Advance(absl::Seconds(seconds->get<double>()));
  call.engine.dispatcher.alarms().RunDue();
  return ReadClock(call);
}

ControlReply ReadTokens(ControlCall& call) {
  ControlReply reply;
  reply.body["tokens"] = call.engine.backend->tokens.history();
  return reply;
}

ControlReply RevokeTokens(ControlCall& call) {
  TokenBook& tokens = call.engine.backend->tokens;
  ControlReply reply;
  if (const Json* token = Find(call.body, "token")) {
    if (!token->is_string()) return BadControl("token must be a string");
    reply.body["revoked"] = tokens.Revoke(token->get<std::string>()) ? 1 : 0;
  } else {
    reply.body["revoked"] = tokens.RevokeAll();
  }
  return reply;
}

ControlReply SetSecrets(ControlCall& call) {
  const Json* secrets = Find(call.body, "secrets");
  constexpr size_t kMostSecrets = 3;
  if (secrets == nullptr || !secrets->is_array() || secrets->size() > kMostSecrets) {
    return BadControl("secrets must be a list of up to three strings");
  }
  std::vector<std::string> accepted;
  for (const Json& secret : *secrets) {
    if (!secret.is_string()) return BadControl("secrets must be a list of up to three strings");
    accepted.push_back(secret.get<std::string>());
  }
  call.engine.backend->client_secrets = std::move(accepted);
  return {};
}

ControlReply SetManagementToken(ControlCall& call) {
  const Json* token = Find(call.body, "token");
  if (token == nullptr || !token->is_string() || *token == "") {
    return BadControl("token must be a string that is not empty");
  }
  call.engine.backend->management_token = token->get<std::string>();
  return {};
}

ControlReply ReadSwitches(ControlCall& call) {
  return {200, DescribeSwitches(call.engine.backend->switches)};
}

ControlReply SetSwitches(ControlCall& call) {
  if (!call.body.is_object()) return BadControl("switches are an object of names and values");
  Switches changed = call.engine.backend->switches;
  for (const auto& [name, value] : call.body.items()) {
    std::string error;
    const std::string text = value.is_string() ? value.get<std::string>() : Dump(value);
    if (!SetSwitch(name, text, changed, &error)) return BadControl(error);
  }
  call.engine.backend->switches = changed;
  return ReadSwitches(call);
}

ControlReply Reset(ControlCall& call) {
  call.engine.Reset();
  return {};
}

}  // namespace

std::vector<ControlEndpoint> StateEndpoints() {
  return {
      {"GET", "state", ReadState},
      {"GET", "vehicles/*", ReadVehicle},
      {"PUT", "vehicles/*/signals/*", SetSignal},
      {"DELETE", "vehicles/*/signals/*", RemoveSignal},
      {"PUT", "vehicles/*/command_error", SetCommandError},
      {"DELETE", "vehicles/*/command_error", ClearCommandError},
      {"POST", "vehicles/*/refresh", RefreshVehicle},
      {"GET", "clock", ReadClock},
      {"POST", "clock/advance", AdvanceClock},
      {"GET", "tokens", ReadTokens},
      {"POST", "tokens/revoke", RevokeTokens},
      {"PUT", "secrets", SetSecrets},
      {"PUT", "management_token", SetManagementToken},
      {"GET", "switches", ReadSwitches},
      {"POST", "switches", SetSwitches},
      {"POST", "reset", Reset},
  };
}

}  // namespace smartcar_simulator
