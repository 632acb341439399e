// From changes of cars to events, and events at a rate.
#include "tools/simulator/hooks/publisher.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_split.h"

namespace smartcar_simulator {
namespace {

constexpr absl::Duration kFastestTick = absl::Milliseconds(5);
constexpr int64_t kMostPerTick = 1000;

// The second segment after "vehicles", or "".
std::string VehicleOf(const std::string& target) {
  const std::vector<std::string> segments =
      absl::StrSplit(target.substr(0, target.find('?')), '/', absl::SkipEmpty());
  const bool named = segments.size() > 2 && segments[1] == "vehicles";
  return named ? segments[2] : "";
}

bool Contains(const std::vector<std::string>& codes, const std::string& code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

struct Publisher::Running {
  Flood flood;
  absl::Duration started;
  int64_t sent = 0;
  bool ended = false;
};

void Publisher::Start(Backend* backend) {
  EndFloods("");
  backend_ = backend;
  next_greeting_ = absl::InfiniteFuture();
}

HookSubject Publisher::SubjectOf(const Subscription& subscription) const {
  const World& world = backend_->world;
  HookSubject subject;
  const auto webhook = world.webhooks.find(subscription.webhook_id);
  if (webhook != world.webhooks.end()) subject.webhook = &webhook->second;
  const auto connection = world.connections.find(subscription.connection_id);
  if (connection != world.connections.end()) subject.connection = &connection->second;
  const auto vehicle = world.vehicles.find(subscription.vehicle_id);
  if (vehicle != world.vehicles.end()) subject.vehicle = &vehicle->second;
  return subject;
}

void Publisher::AfterRequest(const std::string& target) {
  if (backend_->switches.webhook_first_delivery) GreetVisible();
  Vehicle* const vehicle = backend_->world.FindVehicle(VehicleOf(target));
  if (vehicle == nullptr || vehicle->changes.empty()) return;
  const std::map<std::string, SignalChange> changes = std::move(vehicle->changes);
  vehicle->changes.clear();
  for (const auto& [id, subscription] : backend_->world.subscriptions) {
    if (subscription.vehicle_id == vehicle->id && subscription.IsVisible(backend_->Now())) {
      Tell(subscription, changes);
    }
  }
}

void Publisher::Tell(const Subscription& subscription,
                     const std::map<std::string, SignalChange>& changes) {
  const HookSubject subject = SubjectOf(subscription);
  if (subject.webhook == nullptr || subject.connection == nullptr) return;
  const Webhook& webhook = *subject.webhook;
  if (!webhook.enabled || !webhook.verified) return;
  std::vector<std::string> triggers;
  std::vector<HookError> errors;
  for (const auto& [code, change] : changes) {
    if (change.moved && Contains(webhook.triggers, code)) triggers.push_back(code);
    if (!Contains(webhook.signals, code)) continue;
    if (change.error_gone) errors.push_back({*change.error_gone, /*resolved=*/true, {code}});
    if (change.error) errors.push_back({*change.error, /*resolved=*/false, {code}});
  }
  if (!triggers.empty()) {
    dispatcher_.Submit(MakeStateEvent(subject, triggers, "LIVE", *backend_));
  }
  if (!errors.empty()) dispatcher_.Submit(MakeErrorEvent(subject, errors, "LIVE", *backend_));
}

void Publisher::GreetAgain(const std::string& webhook_id) {
  for (auto& [id, subscription] : backend_->world.subscriptions) {
    if (subscription.webhook_id == webhook_id) subscription.greeted = false;
  }
}

void Publisher::GreetVisible() {
  const absl::Time now = backend_->Now();
  absl::Time next = absl::InfiniteFuture();
  for (auto& [id, subscription] : backend_->world.subscriptions) {
    if (subscription.greeted) continue;
    const HookSubject subject = SubjectOf(subscription);
    if (subject.webhook == nullptr || subject.connection == nullptr) continue;
    if (!subject.webhook->enabled || !subject.webhook->verified) continue;
    if (!subscription.IsVisible(now)) {
      next = std::min(next, subscription.visible_from);
      continue;
    }
    subscription.greeted = true;
    dispatcher_.Submit(MakeStateEvent(subject, {kFirstDelivery}, "LIVE", *backend_));
  }
  if (next >= next_greeting_) return;
  next_greeting_ = next;
  dispatcher_.alarms().At(next, [this] {
    next_greeting_ = absl::InfiniteFuture();
    GreetVisible();
  });
}

void Publisher::BeginFlood(Flood flood) {
  EndFloods(flood.webhook_id);
  auto running = std::make_shared<Running>();
  running->flood = std::move(flood);
  running->started = timers_.Elapsed();
  floods_[running->flood.webhook_id] = running;
  Tick(running);
}

void Publisher::EndFloods(const std::string& webhook_id) {
  for (auto flood = floods_.begin(); flood != floods_.end();) {
    if (!webhook_id.empty() && flood->first != webhook_id) {
      ++flood;
      continue;
    }
    flood->second->ended = true;
    flood = floods_.erase(flood);
  }
}

int64_t Publisher::FloodLeft(const std::string& webhook_id) const {
  const auto flood = floods_.find(webhook_id);
  return flood == floods_.end() ? 0 : flood->second->flood.count - flood->second->sent;
}

void Publisher::Tick(const std::shared_ptr<Running>& running) {
  if (running->ended) return;
  const Flood& flood = running->flood;
  const double elapsed = absl::ToDoubleSeconds(timers_.Elapsed() - running->started);
  const double due = std::min<double>(flood.count, 1 + elapsed * flood.per_second);
  for (int64_t i = 0; i < kMostPerTick && running->sent + 1 <= due; ++i) SendNext(*running);
  if (running->sent == flood.count) {
    floods_.erase(flood.webhook_id);
    return;
  }
  timers_.After(std::max(kFastestTick, absl::Seconds(1 / flood.per_second)),
                [this, running] { Tick(running); });
}

void Publisher::SendNext(Running& running) {
  const Flood& flood = running.flood;
  const int64_t number = running.sent++;
  const std::string& id = flood.subscription_ids[number % flood.subscription_ids.size()];
  const auto subscription = backend_->world.subscriptions.find(id);
  if (subscription == backend_->world.subscriptions.end()) return;
  const HookSubject subject = SubjectOf(subscription->second);
  if (subject.webhook == nullptr || subject.connection == nullptr) return;
  std::vector<std::string> triggers = subject.webhook->triggers;
  if (!flood.signal.empty()) {
    Vehicle& vehicle = *backend_->world.FindVehicle(subscription->second.vehicle_id);
    const auto stored = vehicle.store.find(flood.signal);
    Json body = Json::object();
    if (stored != vehicle.store.end() && stored->second.body) body = *stored->second.body;
    body["value"] = number % 100;
    CarWriter(vehicle, backend_->Now(), Refresh::kInstant).Set(flood.signal, std::move(body));
    vehicle.changes.clear();
    triggers = {flood.signal};
  }
  dispatcher_.Submit(MakeStateEvent(subject, triggers, "LIVE", *backend_));
}

}  // namespace smartcar_simulator
