// Control endpoints about subscriptions, also those that the API does not show yet.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/simulator/control/control_call.h"

namespace smartcar_simulator {
namespace {

Json SubscriptionJson(const Subscription& subscription, absl::Time now) {
  return {{"id", subscription.id},
          {"webhook_id", subscription.webhook_id},
          {"user_id", subscription.user_id},
          {"vehicle_id", subscription.vehicle_id},
          {"visible", subscription.IsVisible(now)}};
}

// Whether every member of the query is equal to the member of that name.
bool Matches(const Json& subscription, const Parameters& query) {
  for (const auto& [name, value] : query) {
    const Json* member = Find(subscription, name);
    if (member == nullptr) continue;
    const std::string text = member->is_string() ? member->get<std::string>() : Dump(*member);
    if (text != value) return false;
  }
  return true;
}

ControlReply ReadSubscriptions(ControlCall& call) {
  const Backend& backend = *call.engine.backend;
  Json matching = Json::array();
  for (const auto& [id, subscription] : backend.world.subscriptions) {
    Json json = SubscriptionJson(subscription, backend.Now());
    if (Matches(json, call.target.query)) matching.push_back(std::move(json));
  }
  ControlReply reply;
  reply.body["count"] = matching.size();
  reply.body["subscriptions"] = std::move(matching);
  return reply;
}

ControlReply ReleaseSubscriptions(ControlCall& call) {
  Backend& backend = *call.engine.backend;
  const Json* id = Find(call.body, "id");
  if (id != nullptr && !id->is_string()) return BadControl("id must be a string");
  if (id != nullptr && backend.world.subscriptions.count(id->get<std::string>()) == 0) {
    return UnknownControl(absl::StrCat("there is no subscription ", id->get<std::string>()));
  }
  int released = 0;
  for (auto& [key, subscription] : backend.world.subscriptions) {
    if (subscription.IsVisible(backend.Now()) || (id != nullptr && *id != key)) continue;
    subscription.visible_from = backend.Now();
    ++released;
  }
  ControlReply reply;
  reply.body["released"] = released;
  return reply;
}

}  // namespace

std::vector<ControlEndpoint> SubscriptionEndpoints() {
  return {
      {"GET", "subscriptions", ReadSubscriptions},
      {"POST", "subscriptions/release", ReleaseSubscriptions},
  };
}

}  // namespace smartcar_simulator
