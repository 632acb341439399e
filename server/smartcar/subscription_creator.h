// SubscriptionCreator: makes a subscription and waits until it can be seen.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_SUBSCRIPTION_CREATOR_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_SUBSCRIPTION_CREATOR_H_

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/mutex.h"
#include "server/smartcar/smartcar_client.h"
#include "server/smartcar/webhook_requests.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"

namespace smartcar_gateway {

// Smartcar answers the wish for a subscription before it is fulfilled, and without its id. So this
// looks for it in the list of subscriptions, with growing pauses: half a second, then twice as long
// each time, up to 15 seconds. No thread waits. Each look is a call that may count against the
// application's allowance, hence few of them.
//
// Looks by turns without a filter for the mode of the vehicle and for simulated ones, as Smartcar
// does not say whether the first finds those. A look that fails is followed by the next, unless
// Smartcar refuses it (RESOURCE_EXHAUSTED, PERMISSION_DENIED): then it does not look again.
//
// Borrows its collaborators, which must outlive it and every call. Thread-safe.
class SubscriptionCreator {
 public:
  SubscriptionCreator(SmartcarClient* client, const Clock* clock, Executor* executor)
      : client_(client), clock_(clock), executor_(executor) {}

  // Fills `response`, which must live until `done` has run, and then runs `done` exactly once:
  // with success if Smartcar took the wish, whether or not the subscription was seen before
  // `wish.wait` or the caller's deadline ended; with CANCELLED if the caller cancels, which aborts
  // a call and ends a pause at once. The outcome tells of the wish, not of the looks.
  void Create(SubscriptionWish wish, SmartcarClient::Context context,
              smartcar::gateway::v1::CreateSubscriptionResponse* response,
              SmartcarClient::Done done);

  // Ends all waiting, now and from now on: what Smartcar took and was not seen yet is answered as
  // pending. For the shutdown.
  void Stop();

 private:
  class Creation;

  SmartcarClient* const client_;
  const Clock* const clock_;
  Executor* const executor_;

  Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::weak_ptr<Creation>> running_ ABSL_GUARDED_BY(mutex_);  // some may have ended
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_SUBSCRIPTION_CREATOR_H_
