// Control endpoints about webhooks: what Smartcar's dashboard does, and events on request.
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"
#include "tools/simulator/control/webhook_calls.h"
#include "tools/simulator/hooks/payload.h"

namespace smartcar_simulator {
namespace {

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
    subscription.connection_id = id;
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

}  // namespace

std::vector<ControlEndpoint> WebhookEndpoints() {
  return {
      {"GET", "webhooks", ListWebhooks},
      {"POST", "webhooks", MakeWebhook},
      {"PUT", "webhooks/*", ChangeWebhook},
      {"DELETE", "webhooks/*", DeleteWebhook},
      {"POST", "webhooks/*/verify", VerifyWebhook},
  };
}

}  // namespace smartcar_simulator
