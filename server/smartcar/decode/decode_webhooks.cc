// Replies with webhooks and subscriptions: JSON of the management API into our protos.
#include "server/smartcar/decode/decode_webhooks.h"

#include <utility>

#include "server/smartcar/decode/envelope.h"
#include "server/smartcar/decode/json_document.h"
#include "server/smartcar/decode/vehicle_object.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Subscription;
using smartcar::gateway::v1::Webhook;
using smartcar::gateway::v1::WebhookSignal;

bool TakeSignalMember(std::string_view name, const json::Element& value, WebhookSignal* signal) {
  const auto text = json::AsText(value);
  if (!text.has_value()) return value.is_null();
  if (name == "code") {
    signal->set_code(std::string(*text));
  } else if (name == "name") {
    signal->set_name(std::string(*text));
  } else if (name == "group") {
    signal->set_group(std::string(*text));
  } else {
    return false;
  }
  return true;
}

void DecodeWebhookObject(const json::Object& resource, Webhook* webhook) {
  webhook->set_webhook_id(json::FindText(resource, "id"));
  const json::Object attributes = AttributesOf(resource);
  webhook->set_name(json::FindText(attributes, "name"));
  webhook->set_callback_uri(json::FindText(attributes, "callbackUri"));
  webhook->set_error_callback_uri(json::FindText(attributes, "errorCallbackUri"));
  if (const auto enabled = json::Find(attributes, "isEnabled")) {
    json::ReadBool(*enabled, [&](bool is_enabled) { webhook->set_is_enabled(is_enabled); });
  }
  if (const auto automatic = json::Find(attributes, "autoSubscribe")) {
    json::ReadBool(*automatic, [&](bool is_auto) { webhook->set_auto_subscribe(is_auto); });
  }
  if (const auto triggers = json::Find(attributes, "triggers")) {
    json::ReadMessages<WebhookSignal>(*triggers, TakeSignalMember, webhook->mutable_triggers());
  }
  if (const auto signals = json::Find(attributes, "data")) {
    json::ReadMessages<WebhookSignal>(*signals, TakeSignalMember, webhook->mutable_signals());
  }
  google::protobuf::Timestamp time;
  if (ReadMetaTime(resource, "createdAt", &time)) *webhook->mutable_create_time() = time;
}

// The id of what a subscription connects: from `relationships`, or from an object of `attributes`,
// where connections have it, too.
std::string ConnectedId(const json::Object& resource, const json::Object& attributes,
                        std::string_view name) {
  std::string id = RelatedId(resource, name);
  if (!id.empty()) return id;
  const auto object = json::FindObject(attributes, name);
  return object.has_value() ? json::FindText(*object, "id") : "";
}

void DecodeSubscriptionObject(const json::Object& resource, Subscription* subscription) {
  subscription->set_subscription_id(json::FindText(resource, "id"));
  const json::Object attributes = AttributesOf(resource);
  if (const auto vehicle = json::FindObject(attributes, "vehicle")) {
    DecodeVehicleObject(*vehicle, subscription->mutable_vehicle());
  }
  std::string vehicle_id = RelatedId(resource, "vehicle");
  if (!vehicle_id.empty()) {
    subscription->mutable_vehicle()->set_vehicle_id(std::move(vehicle_id));
  }
  subscription->set_webhook_id(ConnectedId(resource, attributes, "webhook"));
  subscription->set_user_id(ConnectedId(resource, attributes, "user"));
  google::protobuf::Timestamp time;
  if (ReadMetaTime(resource, "createdAt", &time)) *subscription->mutable_create_time() = time;
  if (ReadMetaTime(resource, "updatedAt", &time)) *subscription->mutable_update_time() = time;
}

// Calls `add(resource)` for each entry of a list.
template <typename Response, typename Add>
absl::Status DecodeList(const std::string& body, Response* response, PageInfo* page, Add add) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const absl::Status status = ForEachResource(*root, add);
  if (!status.ok()) return status;
  *page = DecodePage(json::Object(*root));
  response->set_total_size(page->TotalSize());
  return absl::OkStatus();
}

absl::Status DecodeOne(const std::string& body, absl::FunctionRef<void(const json::Object&)> take) {
  const auto root = ParseJson(body);
  if (!root.ok()) return root.status();
  const auto resource = FindResource(*root);
  if (!resource.ok()) return resource.status();
  take(*resource);
  return absl::OkStatus();
}

}  // namespace

absl::Status DecodeWebhookList(const std::string& body,
                               smartcar::gateway::v1::ListWebhooksResponse* response,
                               PageInfo* page) {
  return DecodeList(body, response, page, [&](const json::Object& resource) {
    DecodeWebhookObject(resource, response->add_webhooks());
  });
}

absl::Status DecodeWebhook(const std::string& body,
                           smartcar::gateway::v1::GetWebhookResponse* response) {
  return DecodeOne(body, [&](const json::Object& resource) {
    DecodeWebhookObject(resource, response->mutable_webhook());
  });
}

absl::Status DecodeSubscriptionList(const std::string& body,
                                    smartcar::gateway::v1::ListSubscriptionsResponse* response,
                                    PageInfo* page) {
  return DecodeList(body, response, page, [&](const json::Object& resource) {
    DecodeSubscriptionObject(resource, response->add_subscriptions());
  });
}

absl::Status DecodeSubscription(const std::string& body,
                                smartcar::gateway::v1::GetSubscriptionResponse* response) {
  return DecodeOne(body, [&](const json::Object& resource) {
    DecodeSubscriptionObject(resource, response->mutable_subscription());
  });
}

}  // namespace smartcar_gateway
