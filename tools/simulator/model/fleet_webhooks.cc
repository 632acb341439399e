// The webhook registry as data. README.md shows the same table to people.
#include "tools/simulator/model/fleet_webhooks.h"

#include <string>
#include <utility>
#include <vector>

#include "tools/simulator/ids.h"

namespace smartcar_simulator {
namespace {

struct WebhookSpec {
  int number;
  const char* name;
  const char* callback_uri;
  const char* error_callback_uri;
  bool enabled;
  bool auto_subscribe;
  std::vector<std::string> triggers;
  std::vector<std::string> signals;
};

const std::vector<WebhookSpec>& WebhookSpecs() {
  static const auto& specs = *new std::vector<WebhookSpec>{
      {1,
       "Fleet state",
       "https://hooks.example.com/smartcar/state",
       "",
       true,
       true,
       {"tractionbattery-stateofcharge", "charge-ischarging"},
       {"charge-ischarging", "closure-islocked", "location-preciselocation",
        "odometer-traveleddistance", "tractionbattery-range", "tractionbattery-stateofcharge"}},
      {2,
       "Charging",
       "https://hooks.example.com/smartcar/charging",
       "https://hooks.example.com/smartcar/errors",
       true,
       false,
       {"charge-detailedchargingstatus"},
       {"charge-detailedchargingstatus", "charge-energyadded", "charge-wattage"}},
      {3,
       "Retired",
       "https://old.example.com/hook",
       "",
       false,
       false,
       {},
       {"odometer-traveleddistance"}},
  };
  return specs;
}

void AddSubscription(uint32_t seed, int number, int webhook, const Connection& connection,
                     World& world) {
  Subscription subscription;
  subscription.id = FleetId(IdKind::kSubscription, seed, number);
  subscription.webhook_id = FleetId(IdKind::kWebhook, seed, webhook);
  subscription.user_id = connection.user_id;
  subscription.vehicle_id = connection.vehicle_id;
  subscription.connection_id = connection.id;
  subscription.created = connection.created + absl::Minutes(1);
  subscription.updated = subscription.created;
  subscription.visible_from = absl::InfinitePast();
  world.subscriptions[subscription.id] = std::move(subscription);
}

}  // namespace

void AddWebhooks(uint32_t seed, World& world) {
  const absl::Time newest =
      absl::FromCivil(absl::CivilSecond(2026, 5, 12, 8, 0, 0), absl::UTCTimeZone());
  for (const WebhookSpec& spec : WebhookSpecs()) {
    const std::string id = FleetId(IdKind::kWebhook, seed, spec.number);
    Webhook& webhook = world.webhooks[id];
    webhook.id = id;
    webhook.name = spec.name;
    webhook.callback_uri = spec.callback_uri;
    webhook.error_callback_uri = spec.error_callback_uri;
    webhook.enabled = spec.enabled;
    webhook.auto_subscribe = spec.auto_subscribe;
    webhook.triggers = spec.triggers;
    webhook.signals = spec.signals;
    webhook.created = newest - absl::Hours(24) * spec.number;
  }
}

void AddSubscriptions(uint32_t seed, int number, const Connection& connection, World& world) {
  constexpr int kFirstSimulated = 14;
  constexpr int kRetiredSubscription = 314;
  if (world.vehicles.at(connection.vehicle_id).mode == "live") {
    AddSubscription(seed, number, 1, connection, world);
  } else if (number == kFirstSimulated) {
    AddSubscription(seed, kRetiredSubscription, 3, connection, world);
  }
}

}  // namespace smartcar_simulator
