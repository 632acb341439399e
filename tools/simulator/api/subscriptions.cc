// Subscriptions: creation is accepted at once and shows later, as the switch says.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/simulator/api/body.h"
#include "tools/simulator/api/listing.h"
#include "tools/simulator/api/vehicles.h"
#include "tools/simulator/api/webhooks.h"

namespace smartcar_simulator {
namespace {

constexpr char kNotFound[] = "RESOURCE_NOT_FOUND";

Json Relation(const char* type, const std::string& id, const char* path, const Backend& backend) {
  const bool all_webhook = backend.switches.relations_all_webhook;
  Json relation = Json::object();
  relation["data"] = {{"type", all_webhook ? "webhook" : type}, {"id", id}};
  relation["links"] = Json::object();
  relation["links"]["related"] = absl::StrCat(backend.base_url, path, id);
  return relation;
}

Json SubscriptionJson(const Subscription& subscription, const Backend& backend) {
  const Vehicle& vehicle = backend.world.vehicles.at(subscription.vehicle_id);
  Json resource = {{"type", "subscription"}, {"id", subscription.id}};
  resource["attributes"] = Json::object();
  resource["attributes"]["vehicle"] = VehicleAttributes(vehicle);
  resource["meta"] = {{"createdAt", IsoTime(subscription.created)},
                      {"updatedAt", IsoTime(subscription.updated)}};
  resource["relationships"] = {
      {"webhook", Relation("webhook", subscription.webhook_id, "/v3/webhooks/", backend)},
      {"user", Relation("user", subscription.user_id, "/v3/users/", backend)},
      {"vehicle", Relation("vehicle", subscription.vehicle_id, "/v3/vehicles/", backend)}};
  resource["links"] = Json::object();
  resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/subscriptions/", subscription.id);
  return resource;
}

ListDefinition SubscriptionList(const Switches& switches) {
  return {"/v3/subscriptions",
          /*page_size=*/25,
          /*max_page_size=*/100,
          switches.management_order_told,
          /*page_number_short=*/false,
          {{"userId", FilterForm::kId},
           {"webhookId", FilterForm::kId},
           {"vehicleId", FilterForm::kId},
           {"vehicle.mode", FilterForm::kWord, {"live", "simulated"}}}};
}

bool Matches(const Subscription& subscription, const ListQuery& query, const Backend& backend) {
  return subscription.IsVisible(backend.Now()) && query.Admits("userId", subscription.user_id) &&
         query.Admits("webhookId", subscription.webhook_id) &&
         query.Admits("vehicleId", subscription.vehicle_id) &&
         query.Admits("vehicle.mode", backend.world.vehicles.at(subscription.vehicle_id).mode);
}

struct Wish {
  std::string webhook_id;
  std::string user_id;
  std::string vehicle_id;
};

std::optional<ApiError> ReadWish(const Call& call, const Switches& switches, Wish* wish) {
  Json attributes;
  if (std::optional<ApiError> error = ReadAttributes(call, switches, &attributes)) return error;
  const std::pair<const char*, std::string*> members[] = {
      {"webhookId", &wish->webhook_id},
      {"userId", &wish->user_id},
      {"vehicleId", &wish->vehicle_id},
  };
  for (const auto& [name, value] : members) {
    const Json* member = Find(attributes, name);
    if (member == nullptr || !member->is_string()) {
      return InvalidInput(absl::StrCat(name, " is needed and must be text."));
    }
    *value = member->get<std::string>();
  }
  if (attributes.size() != std::size(members)) {
    return InvalidInput("webhookId, userId and vehicleId are needed, and nothing else.");
  }
  return std::nullopt;
}

std::optional<ApiError> CheckWish(const Wish& wish, const World& world) {
  if (world.webhooks.count(wish.webhook_id) == 0) {
    return MakeError(kNotFound, "WEBHOOK_NOT_FOUND",
                     absl::StrCat("There is no webhook ", wish.webhook_id, "."));
  }
  if (world.FindConnection(wish.user_id, wish.vehicle_id) == nullptr) {
    return MakeError(kNotFound, "CONNECTION_NOT_FOUND",
                     absl::StrCat("User ", wish.user_id, " has no connection with vehicle ",
                                  wish.vehicle_id, "."));
  }
  if (world.FindSubscription(wish.webhook_id, wish.user_id, wish.vehicle_id) != nullptr) {
    return MakeError("CONFLICT", "SUBSCRIPTION_EXISTS",
                     "The vehicle is subscribed to this webhook already.");
  }
  return std::nullopt;
}

// The one of the call's path if it can be seen, else null.
const Subscription* FindVisible(const Call& call, const Backend& backend) {
  const auto it = backend.world.subscriptions.find(call.path.at("subscriptionId"));
  const bool visible =
      it != backend.world.subscriptions.end() && it->second.IsVisible(backend.Now());
  return visible ? &it->second : nullptr;
}

ApiError NoSubscription(const Call& call) {
  return MakeError(kNotFound, "SUBSCRIPTION_NOT_FOUND",
                   absl::StrCat("There is no subscription ", call.path.at("subscriptionId"), "."));
}

}  // namespace

Outcome CreateSubscription(const Call& call, Backend& backend) {
  Wish wish;
  if (std::optional<ApiError> error = ReadWish(call, backend.switches, &wish)) return *error;
  if (std::optional<ApiError> error = CheckWish(wish, backend.world)) return *error;
  Subscription subscription;
  subscription.id = backend.ids.Uuid();
  subscription.webhook_id = wish.webhook_id;
  subscription.user_id = wish.user_id;
  subscription.vehicle_id = wish.vehicle_id;
  subscription.connection_id = backend.world.FindConnection(wish.user_id, wish.vehicle_id)->id;
  subscription.created = backend.Now();
  subscription.updated = backend.Now();
  subscription.visible_from = backend.Now() + backend.switches.subscription_delay;
  subscription.greeted = false;
  backend.world.subscriptions[subscription.id] = subscription;
  Json body = Json::object();
  body["meta"] = Json::object();
  body["meta"]["message"] = "subscription creation in progress";
  return JsonReply(202, body);
}

Outcome ListSubscriptions(const Call& call, Backend& backend) {
  const ListDefinition list = SubscriptionList(backend.switches);
  ListQuery query;
  if (backend.switches.subscriptions_live_only) query.filters["vehicle.mode"] = "live";
  if (std::optional<ApiError> error = ReadListQuery(list, call, backend, &query)) return *error;
  std::vector<const Subscription*> matching;
  for (const auto& [id, subscription] : backend.world.subscriptions) {
    if (Matches(subscription, query, backend)) matching.push_back(&subscription);
  }
  std::stable_sort(
      matching.begin(), matching.end(),
      [](const Subscription* a, const Subscription* b) { return a->created > b->created; });
  return ListReply(
      list, query, matching.size(),
      [&](size_t i) { return Dump(SubscriptionJson(*matching[i], backend)); }, backend);
}

Outcome GetSubscription(const Call& call, Backend& backend) {
  const Subscription* subscription = FindVisible(call, backend);
  if (subscription == nullptr) return NoSubscription(call);
  Json body = Json::object();
  body["data"] = SubscriptionJson(*subscription, backend);
  return JsonReply(200, body);
}

Outcome DeleteSubscription(const Call& call, Backend& backend) {
  const Subscription* subscription = FindVisible(call, backend);
  if (subscription == nullptr) return NoSubscription(call);
  backend.world.subscriptions.erase(subscription->id);
  return NoContent();
}

}  // namespace smartcar_simulator
