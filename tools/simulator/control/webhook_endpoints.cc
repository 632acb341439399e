// Control endpoints about webhooks: what Smartcar's dashboard does, and events on request.
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"
#include "tools/simulator/hooks/hook_url.h"
#include "tools/simulator/hooks/payload.h"

namespace smartcar_simulator {
namespace {

constexpr size_t kMostPadding = 64 << 20;
constexpr int64_t kMostEvents = 10'000'000;

using Complaint = std::optional<ControlReply>;

Json WebhookJson(const Webhook& webhook, const Engine& engine) {
  Json json = {{"id", webhook.id},
               {"name", webhook.name},
               {"callback_uri", webhook.callback_uri},
               {"error_callback_uri", webhook.error_callback_uri},
               {"enabled", webhook.enabled},
               {"auto_subscribe", webhook.auto_subscribe},
               {"triggers", webhook.triggers},
               {"signals", webhook.signals},
               {"verified", webhook.verified}};
  json["verify_error"] = webhook.verify_error;
  json["flood_left"] = engine.publisher.FloodLeft(webhook.id);
  return json;
}

Webhook* FindWebhook(const ControlCall& call) {
  auto& webhooks = call.engine.backend->world.webhooks;
  const auto it = webhooks.find(call.path[0]);
  return it == webhooks.end() ? nullptr : &it->second;
}

ControlReply NoWebhook(const ControlCall& call) {
  return UnknownControl(absl::StrCat("there is no webhook ", call.path[0]));
}

Complaint CheckUrl(const std::string& text, const Backend& backend) {
  const std::optional<HookUrl> url = ParseHookUrl(text);
  if (!url) {
    return BadControl(
        absl::StrCat("'", text, "' is not a URL such as https://127.0.0.1:8444/hook"));
  }
  if (MayPostTo(*url, backend.webhook_hosts)) return std::nullopt;
  return BadControl(
      absl::StrCat("the simulator posts to this machine alone; start it with "
                   "--webhook_hosts=",
                   url->host, " to allow that host"));
}

bool ReadCodes(const Json& value, std::vector<std::string>* codes) {
  if (!value.is_array()) return false;
  codes->clear();
  for (const Json& code : value) {
    if (!code.is_string()) return false;
    codes->push_back(code.get<std::string>());
  }
  return true;
}

Complaint ReadWebhook(const ControlCall& call, Webhook* webhook) {
  if (!call.body.is_object()) return BadControl("a webhook is an object");
  for (const auto& [name, value] : call.body.items()) {
    std::string* const text = name == "name"                 ? &webhook->name
                              : name == "callback_uri"       ? &webhook->callback_uri
                              : name == "error_callback_uri" ? &webhook->error_callback_uri
                                                             : nullptr;
    bool* const flag = name == "enabled"          ? &webhook->enabled
                       : name == "auto_subscribe" ? &webhook->auto_subscribe
                                                  : nullptr;
    std::vector<std::string>* const codes = name == "triggers"  ? &webhook->triggers
                                            : name == "signals" ? &webhook->signals
                                                                : nullptr;
    const bool good = text != nullptr    ? value.is_string()
                      : flag != nullptr  ? value.is_boolean()
                      : codes != nullptr ? ReadCodes(value, codes)
                                         : false;
    if (!good) {
      return BadControl(absl::StrCat(
          "the member ", name, " of a webhook is unknown or cannot be ", Dump(value),
          "; known are name, callback_uri, error_callback_uri, enabled, auto_subscribe, triggers, "
          "signals"));
    }
    if (text != nullptr) *text = value.get<std::string>();
    if (flag != nullptr) *flag = value.get<bool>();
    const bool is_url = text != nullptr && name != "name";
    if (!is_url || (text->empty() && name == "error_callback_uri")) continue;
    if (Complaint complaint = CheckUrl(*text, *call.engine.backend)) return complaint;
  }
  return std::nullopt;
}

void Verify(const Webhook& webhook, Engine& engine, Json& reply) {
  HookEvent event = MakeVerifyEvent(webhook, *engine.backend);
  reply["verify_event_id"] = event.event_id;
  engine.dispatcher.Submit(std::move(event));
}

ControlReply ListWebhooks(ControlCall& call) {
  const std::string* const verified = FindParameter(call.target.query, "verified");
  const std::string* const id = FindParameter(call.target.query, "id");
  ControlReply reply;
  Json webhooks = Json::array();
  for (const auto& [key, webhook] : call.engine.backend->world.webhooks) {
    if (verified != nullptr && (*verified == "true") != webhook.verified) continue;
    if (id != nullptr && *id != key) continue;
    webhooks.push_back(WebhookJson(webhook, call.engine));
  }
  reply.body["count"] = webhooks.size();
  reply.body["webhooks"] = std::move(webhooks);
  return reply;
}

void SubscribeLive(const Webhook& webhook, Backend& backend) {
  for (const auto& [id, connection] : backend.world.connections) {
    if (backend.world.vehicles.at(connection.vehicle_id).mode != "live") continue;
    Subscription subscription;
    subscription.id = backend.ids.Uuid();
    subscription.webhook_id = webhook.id;
    subscription.user_id = connection.user_id;
    subscription.vehicle_id = connection.vehicle_id;
    subscription.created = backend.Now();
    subscription.updated = backend.Now();
    subscription.visible_from = backend.Now();
    subscription.greeted = false;
    backend.world.subscriptions[subscription.id] = subscription;
  }
}

ControlReply MakeWebhook(ControlCall& call) {
  Backend& backend = *call.engine.backend;
  Webhook webhook;
  webhook.name = "Made by a test";
  if (Complaint complaint = ReadWebhook(call, &webhook)) return *complaint;
  if (webhook.callback_uri.empty()) return BadControl("callback_uri is needed");
  webhook.id = backend.ids.Uuid();
  webhook.created = backend.Now();
  backend.world.webhooks[webhook.id] = webhook;
  if (webhook.auto_subscribe) SubscribeLive(webhook, backend);
  ControlReply reply{200, WebhookJson(webhook, call.engine)};
  Verify(webhook, call.engine, reply.body);
  return reply;
}

ControlReply ChangeWebhook(ControlCall& call) {
  Webhook* const webhook = FindWebhook(call);
  if (webhook == nullptr) return NoWebhook(call);
  Webhook changed = *webhook;
  if (Complaint complaint = ReadWebhook(call, &changed)) return *complaint;
  const bool moved = changed.callback_uri != webhook->callback_uri;
  if (moved) changed.verified = false;
  if (webhook->enabled && !changed.enabled) {
    call.engine.publisher.EndFloods(webhook->id);
    call.engine.dispatcher.Stop(webhook->id);
  }
  if (!webhook->enabled && changed.enabled) call.engine.publisher.GreetAgain(webhook->id);
  *webhook = std::move(changed);
  ControlReply reply{200, WebhookJson(*webhook, call.engine)};
  if (moved) Verify(*webhook, call.engine, reply.body);
  return reply;
}

ControlReply DeleteWebhook(ControlCall& call) {
  if (FindWebhook(call) == nullptr) return NoWebhook(call);
  World& world = call.engine.backend->world;
  call.engine.publisher.EndFloods(call.path[0]);
  call.engine.dispatcher.Stop(call.path[0]);
  for (auto it = world.subscriptions.begin(); it != world.subscriptions.end();) {
    it = it->second.webhook_id == call.path[0] ? world.subscriptions.erase(it) : std::next(it);
  }
  world.webhooks.erase(call.path[0]);
  return {};
}

ControlReply VerifyWebhook(ControlCall& call) {
  const Webhook* const webhook = FindWebhook(call);
  if (webhook == nullptr) return NoWebhook(call);
  if (Complaint complaint = CheckUrl(webhook->callback_uri, *call.engine.backend)) {
    return *complaint;
  }
  ControlReply reply;
  Verify(*webhook, call.engine, reply.body);
  return reply;
}

// What a test asks to be delivered.
struct Order {
  std::string event_type = kStateEvent;
  std::string vehicle_id;
  std::string user_id;
  std::string mode = "LIVE";
  std::string event_id;
  std::string raw;
  Json payload;
  std::vector<std::string> triggers;
  std::vector<HookError> errors;
  HeaderList headers;
  size_t pad_body_to = 0;
};

bool ReadErrors(const Json& value, std::vector<HookError>* errors) {
  if (!value.is_array() || value.empty()) return false;
  for (const Json& json : value) {
    HookError error;
    if (!json.is_object()) return false;
    for (const auto& [name, member] : json.items()) {
      if (name == "signals") {
        if (!ReadCodes(member, &error.signals)) return false;
      } else if (!member.is_string()) {
        return false;
      } else if (name == "type") {
        error.error.type = member.get<std::string>();
      } else if (name == "code") {
        error.error.code = member.get<std::string>();
      } else if (name == "description") {
        error.error.detail = member.get<std::string>();
      } else if (name == "state" && (member == "ERROR" || member == "RESOLVED")) {
        error.resolved = member == "RESOLVED";
      } else {
        return false;
      }
    }
    if (error.error.type.empty()) return false;
    errors->push_back(std::move(error));
  }
  return true;
}

bool ReadHeaders(const Json& value, HeaderList* headers) {
  if (!value.is_object()) return false;
  for (const auto& [name, member] : value.items()) {
    if (!member.is_string()) return false;
    headers->emplace_back(name, member.get<std::string>());
  }
  return true;
}

bool ReadOrderMember(const std::string& name, const Json& value, Order* order) {
  if (name == "payload") {
    order->payload = value;
    return value.is_object();
  }
  if (name == "triggers") return ReadCodes(value, &order->triggers);
  if (name == "errors") return ReadErrors(value, &order->errors);
  if (name == "headers") return ReadHeaders(value, &order->headers);
  if (name == "pad_body_to") {
    if (!value.is_number_unsigned() || value > kMostPadding) return false;
    order->pad_body_to = value.get<size_t>();
    return true;
  }
  std::string* const text = name == "event_type"   ? &order->event_type
                            : name == "vehicle_id" ? &order->vehicle_id
                            : name == "user_id"    ? &order->user_id
                            : name == "mode"       ? &order->mode
                            : name == "event_id"   ? &order->event_id
                            : name == "raw"        ? &order->raw
                                                   : nullptr;
  if (text == nullptr || !value.is_string()) return false;
  *text = value.get<std::string>();
  return true;
}

Complaint ReadOrder(const ControlCall& call, Order* order) {
  if (!call.body.is_object()) return BadControl("what to deliver is an object");
  for (const auto& [name, value] : call.body.items()) {
    if (ReadOrderMember(name, value, order)) continue;
    return BadControl(absl::StrCat(
        "the member ", name, " of what to deliver is unknown or cannot be ", Dump(value),
        "; known are vehicle_id, user_id, event_type, mode, event_id, triggers, errors, payload, "
        "raw, headers, pad_body_to"));
  }
  return std::nullopt;
}

// The payload of the test's own.
HookEvent CustomEvent(const Webhook& webhook, const Order& order, Backend& backend) {
  HookEvent event;
  event.webhook_id = webhook.id;
  event.url = webhook.callback_uri;
  event.event_id = order.event_id.empty() ? backend.ids.Uuid() : order.event_id;
  event.event_type = order.event_type;
  event.raw = order.payload.is_null() ? order.raw : Dump(order.payload);
  if (const Json* id = Find(order.payload, "eventId")) {
    if (id->is_string()) event.event_id = id->get<std::string>();
  }
  return event;
}

Complaint CarEvent(const Webhook& webhook, const Order& order, Backend& backend, HookEvent* event) {
  HookSubject subject;
  subject.webhook = &webhook;
  subject.vehicle = backend.world.FindVehicle(order.vehicle_id);
  for (const Connection* connection : backend.world.ConnectionsNewestFirst()) {
    const bool hers = order.user_id.empty() || order.user_id == connection->user_id;
    if (connection->vehicle_id == order.vehicle_id && hers) subject.connection = connection;
  }
  if (subject.vehicle == nullptr || subject.connection == nullptr) {
    return BadControl("vehicle_id (with user_id, or without) must be of a connected car");
  }
  if (order.event_type == kErrorEvent) {
    if (order.errors.empty()) {
      return BadControl("VEHICLE_ERROR needs errors, such as [{\"type\":\"PERMISSION\"}]");
    }
    *event = MakeErrorEvent(subject, order.errors, order.mode, backend);
  } else if (order.event_type == kStateEvent) {
    *event = MakeStateEvent(subject, order.triggers.empty() ? webhook.triggers : order.triggers,
                            order.mode, backend);
  } else {
    return BadControl("event_type is VEHICLE_STATE or VEHICLE_ERROR");
  }
  if (!order.event_id.empty()) {
    event->event_id = order.event_id;
    event->payload["eventId"] = order.event_id;
  }
  return std::nullopt;
}

ControlReply DeliverNow(ControlCall& call) {
  const Webhook* const webhook = FindWebhook(call);
  if (webhook == nullptr) return NoWebhook(call);
  Backend& backend = *call.engine.backend;
  Order order;
  if (Complaint complaint = ReadOrder(call, &order)) return *complaint;
  HookEvent event;
  if (!order.payload.is_null() || call.body.contains("raw")) {
    event = CustomEvent(*webhook, order, backend);
  } else if (Complaint complaint = CarEvent(*webhook, order, backend, &event)) {
    return *complaint;
  }
  if (Complaint complaint = CheckUrl(event.url, backend)) return *complaint;
  event.mode = order.mode;
  event.headers = std::move(order.headers);
  event.pad_body_to = order.pad_body_to;
  ControlReply reply;
  reply.body["event_id"] = event.event_id;
  reply.body["sequence"] = call.engine.dispatcher.Submit(std::move(event));
  return reply;
}

ControlReply BeginFlood(ControlCall& call) {
  const Webhook* const webhook = FindWebhook(call);
  if (webhook == nullptr) return NoWebhook(call);
  const Backend& backend = *call.engine.backend;
  if (Complaint complaint = CheckUrl(webhook->callback_uri, backend)) return *complaint;
  const Json* count = Find(call.body, "count");
  const Json* rate = Find(call.body, "per_second");
  const Json* signal = Find(call.body, "signal");
  const bool good = count != nullptr && count->is_number_integer() && *count >= 1 &&
                    *count <= kMostEvents && rate != nullptr && rate->is_number() && *rate > 0 &&
                    *rate <= 100'000 && (signal == nullptr || signal->is_string());
  if (!good) {
    return BadControl(
        "a flood is {\"count\":1000,\"per_second\":500}, with \"signal\":CODE or without");
  }
  Flood flood;
  flood.webhook_id = webhook->id;
  flood.count = count->get<int64_t>();
  flood.per_second = rate->get<double>();
  if (signal != nullptr) flood.signal = signal->get<std::string>();
  for (const auto& [id, subscription] : backend.world.subscriptions) {
    const bool counts =
        subscription.webhook_id == webhook->id && subscription.IsVisible(backend.Now());
    if (counts) flood.subscription_ids.push_back(id);
  }
  if (flood.subscription_ids.empty()) return BadControl("the webhook has no subscription");
  call.engine.publisher.BeginFlood(std::move(flood));
  return {};
}

ControlReply EndFlood(ControlCall& call) {
  if (FindWebhook(call) == nullptr) return NoWebhook(call);
  ControlReply reply;
  reply.body["left"] = call.engine.publisher.FloodLeft(call.path[0]);
  call.engine.publisher.EndFloods(call.path[0]);
  return reply;
}

}  // namespace

std::vector<ControlEndpoint> WebhookEndpoints() {
  return {
      {"GET", "webhooks", ListWebhooks},
      {"POST", "webhooks", MakeWebhook},
      {"PUT", "webhooks/*", ChangeWebhook},
      {"DELETE", "webhooks/*", DeleteWebhook},
      {"POST", "webhooks/*/verify", VerifyWebhook},
      {"POST", "webhooks/*/deliver", DeliverNow},
      {"POST", "webhooks/*/flood", BeginFlood},
      {"DELETE", "webhooks/*/flood", EndFlood},
  };
}

}  // namespace smartcar_simulator
