// Control endpoints that send events to webhooks: one on request, and floods.
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"
#include "tools/simulator/control/webhook_calls.h"
#include "tools/simulator/hooks/payload.h"

namespace smartcar_simulator {
namespace {

constexpr size_t kMostPadding = 64 << 20;
constexpr int64_t kMostEvents = 10'000'000;

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

std::vector<ControlEndpoint> EventEndpoints() {
  return {
      {"POST", "webhooks/*/deliver", DeliverNow},
      {"POST", "webhooks/*/flood", BeginFlood},
      {"DELETE", "webhooks/*/flood", EndFlood},
  };
}

}  // namespace smartcar_simulator
