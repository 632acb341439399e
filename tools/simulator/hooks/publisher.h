// Turns what happens to cars into events for the webhooks that follow them.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PUBLISHER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PUBLISHER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/hooks/dispatcher.h"
#include "tools/simulator/hooks/payload.h"
#include "tools/simulator/timers.h"

namespace smartcar_simulator {

// Events at a steady rate, for a webhook, about its subscriptions in turn.
struct Flood {
  std::string webhook_id;
  std::vector<std::string> subscription_ids;  // not empty
  int64_t count = 0;
  double per_second = 0;
  std::string signal;  // its number moves with each event; empty: nothing moves
};

// Webhooks that are enabled and verified are told of their visible subscriptions: VEHICLE_STATE
// when a signal of `triggers` has moved in the car's store, VEHICLE_ERROR when the error of a
// signal it sends has come or gone. One thread; all pointers outlive it, and timers that have not
// fired when it goes must never fire.
class Publisher {
 public:
  Publisher(Timers* timers, Dispatcher* dispatcher) : timers_(*timers), dispatcher_(*dispatcher) {}

  // Goes on with this backend; floods end.
  void Start(Backend* backend);

  // After a request or control request for `target`: tells of the car that it names, and of
  // subscriptions that have become visible if `webhook_first_delivery` is on.
  void AfterRequest(const std::string& target);

  // The first deliveries of all subscriptions of the webhook are due again.
  void GreetAgain(const std::string& webhook_id);

  // Also ends the flood of the same webhook.
  void BeginFlood(Flood flood);
  // Of all webhooks when the id is empty.
  void EndFloods(const std::string& webhook_id);
  // How many events its flood has still to send.
  int64_t FloodLeft(const std::string& webhook_id) const;

  // Null pointers where the webhook, connection or vehicle is gone.
  HookSubject SubjectOf(const Subscription& subscription) const;

 private:
  struct Running;

  void Tell(const Subscription& subscription, const std::map<std::string, SignalChange>& changes);
  void GreetVisible();
  void Tick(const std::shared_ptr<Running>& running);
  void SendNext(Running& running);

  Timers& timers_;
  Dispatcher& dispatcher_;
  Backend* backend_ = nullptr;
  absl::Time next_greeting_ = absl::InfiniteFuture();       // when an alarm rings for one
  std::map<std::string, std::shared_ptr<Running>> floods_;  // by webhook
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PUBLISHER_H_
