// Payloads of webhooks in the shapes that the switches ask for.
#include "tools/simulator/hooks/payload.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tools/simulator/model/older_words.h"
#include "tools/simulator/model/signal_catalog.h"

namespace smartcar_simulator {
namespace {

struct SignalName {
  std::string code;
  std::string name;
  std::string group;
  std::string permission;
};

// The name and group of a code that is not in the catalogue are made from its two halves.
SignalName NameOf(const std::string& code) {
  if (const SignalDefinition* known = FindSignal(code)) {
    return {code, known->name, known->group, known->permission};
  }
  const size_t dash = code.find('-');
  return {code, dash == std::string::npos ? code : code.substr(dash + 1), code.substr(0, dash), ""};
}

Json TimeJson(absl::Time time, const Switches& switches) {
  if (switches.webhook_iso_times) return IsoTime(time);
  return absl::ToUnixMillis(time);
}

// A code that is empty or unknown is null in webhooks.
Json CodeJson(const std::string& code) {
  return code.empty() || code == "UNKNOWN" ? Json(nullptr) : Json(code);
}

Json StatusError(const std::string& type, const std::string& code) {
  Json status = {{"value", "ERROR"}};
  status["error"] = {{"type", type}, {"code", CodeJson(code)}};
  return status;
}

Json ShownBody(const std::string& code, const Json& body, const Switches& switches) {
  Json shown = switches.older_unit_words ? ToOlderWords(body) : body;
  return switches.closures_named ? ToNamedClosures(code, shown) : shown;
}

Json SignalJson(const SignalName& name, const HookSubject& subject, const Switches& switches) {
  Json json = {{"code", name.code}, {"name", name.name}, {"group", name.group}};
  const auto stored = subject.vehicle->store.find(name.code);
  const bool permitted =
      name.permission.empty() || subject.connection->permissions.count(name.permission) > 0;
  if (!permitted) {
    json["status"] = StatusError("PERMISSION", "");
    return json;
  }
  if (stored == subject.vehicle->store.end()) {
    json["status"] = StatusError("COMPATIBILITY", "VEHICLE_NOT_CAPABLE");
    return json;
  }
  const SignalState& state = stored->second;
  // Unlike reads, webhooks show no body beside an error.
  if (state.error) {
    json["status"] = StatusError(state.error->type, state.error->code);
    return json;
  }
  if (state.body) json["body"] = ShownBody(name.code, *state.body, switches);
  json["status"] = {{"value", state.status_override.empty() ? "SUCCESS" : state.status_override}};
  // Values that never change have no times of the car.
  const Json never = switches.webhook_iso_times ? Json(IsoTime(absl::UnixEpoch())) : Json(0);
  json["meta"] = {
      {"oemUpdatedAt", state.oem_updated ? TimeJson(*state.oem_updated, switches) : never},
      {"retrievedAt", state.retrieved ? TimeJson(*state.retrieved, switches) : never}};
  return json;
}

Json TriggerJson(const std::string& code, TriggerPlace place) {
  const bool first = code == kFirstDelivery;
  const SignalName name = first ? SignalName{code, code, code, ""} : NameOf(code);
  const Json signal = {{"name", name.name}, {"code", name.code}, {"group", name.group}};
  if (place == TriggerPlace::kData) return signal;
  Json trigger = {{"type", first ? kFirstDelivery : "SIGNAL_UPDATED"}};
  if (first) return trigger;
  trigger["signal"] =
      place == TriggerPlace::kTop ? signal : Json(absl::StrCat(name.group, ".", name.name));
  return trigger;
}

Json DataOf(const HookSubject& subject, const Backend& backend) {
  const Vehicle& vehicle = *subject.vehicle;
  Json data = Json::object();
  data["user"] = {{"id", subject.connection->user_id}};
  const auto user = backend.world.users.find(subject.connection->user_id);
  if (user != backend.world.users.end() && !user->second.external_id.empty()) {
    data["user"]["externalId"] = user->second.external_id;
  }
  data["vehicle"] = {
      {"id", vehicle.id}, {"make", vehicle.make}, {"model", vehicle.model}, {"year", vehicle.year}};
  if (!backend.switches.webhook_older_envelope) {
    data["vehicle"]["mode"] = vehicle.mode;
    data["vehicle"]["powertrainType"] = vehicle.powertrain;
  }
  return data;
}

// Everything but the payload's "data"; delivery id and time are filled in at each attempt.
HookEvent MakeEvent(const Webhook& webhook, const char* type, Backend& backend) {
  HookEvent event;
  event.webhook_id = webhook.id;
  event.url = webhook.callback_uri;
  event.event_id = backend.ids.Uuid();
  event.event_type = type;
  event.payload = {{"eventId", event.event_id}, {"eventType", type}, {"data", Json::object()}};
  event.payload["meta"] = {
      {"version", "4.0"}, {"webhookId", webhook.id}, {"webhookName", webhook.name}};
  return event;
}

void CompleteMeta(const HookSubject& subject, const std::string& mode, Backend& backend,
                  HookEvent& event) {
  event.vehicle_id = subject.vehicle->id;
  event.mode = mode;
  Json& meta = event.payload["meta"];
  meta["mode"] = mode;
  if (!backend.switches.webhook_more_meta) return;
  meta["fetchedAt"] = TimeJson(backend.Now(), backend.switches);
  meta["sequence"] = ++backend.webhook_sequence;
  meta["applicationId"] = backend.application_id;
}

Json ErrorJson(const HookError& error, const Switches& switches) {
  Json json = {{"type", error.error.type}, {"code", CodeJson(error.error.code)}};
  json["description"] = error.error.detail;
  json["docURL"] = absl::StrCat("https://smartcar.com/docs/errors/api-errors/",
                                absl::AsciiStrToLower(error.error.type), "-errors#",
                                error.error.code.empty() ? "null" : error.error.code);
  json["resolution"] = {{"type", ResolutionType(error.error.type, error.error.code)}};
  json["suggestedUserMessage"] = "Something is wrong with the connection to your car.";
  json["state"] = error.resolved ? "RESOLVED" : "ERROR";
  for (const std::string& code : error.signals) {
    const SignalName name = NameOf(code);
    json["signals"].push_back(
        switches.webhook_older_envelope
            ? Json(absl::StrCat(name.group, ".", name.name))
            : Json{{"name", name.name}, {"group", name.group}, {"code", name.code}});
  }
  return json;
}

}  // namespace

HookEvent MakeVerifyEvent(const Webhook& webhook, Backend& backend) {
  HookEvent event = MakeEvent(webhook, kVerifyEvent, backend);
  event.challenge = absl::BytesToHexString(backend.ids.RandomBytes(32));
  event.payload["data"]["challenge"] = event.challenge;
  return event;
}

HookEvent MakeStateEvent(const HookSubject& subject, const std::vector<std::string>& triggers,
                         const std::string& mode, Backend& backend) {
  const Switches& switches = backend.switches;
  HookEvent event = MakeEvent(*subject.webhook, kStateEvent, backend);
  Json data = DataOf(subject, backend);
  data["signals"] = Json::array();
  for (const std::string& code : subject.webhook->signals) {
    data["signals"].push_back(SignalJson(NameOf(code), subject, switches));
  }
  Json list = Json::array();
  for (const std::string& code : triggers) {
    list.push_back(TriggerJson(code, switches.webhook_triggers));
  }
  if (switches.webhook_triggers == TriggerPlace::kData) {
    data["triggers"] = std::move(list);
  } else {
    event.payload["triggers"] = std::move(list);
  }
  event.payload["data"] = std::move(data);
  CompleteMeta(subject, mode, backend, event);
  event.payload["meta"]["signalCount"] = subject.webhook->signals.size();
  return event;
}

HookEvent MakeErrorEvent(const HookSubject& subject, const std::vector<HookError>& errors,
                         const std::string& mode, Backend& backend) {
  HookEvent event = MakeEvent(*subject.webhook, kErrorEvent, backend);
  if (!subject.webhook->error_callback_uri.empty()) {
    event.url = subject.webhook->error_callback_uri;
  }
  Json data = DataOf(subject, backend);
  data["errors"] = Json::array();
  for (const HookError& error : errors) {
    data["errors"].push_back(ErrorJson(error, backend.switches));
  }
  event.payload["data"] = std::move(data);
  CompleteMeta(subject, mode, backend, event);
  return event;
}

}  // namespace smartcar_simulator
