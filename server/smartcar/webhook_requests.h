// From the requests of WebhookService to calls of Smartcar's API. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_WEBHOOK_REQUESTS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_WEBHOOK_REQUESTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/smartcar/listing.h"
#include "server/smartcar/upstream_request.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"

namespace smartcar_gateway {

// Each checks its request and fails with INVALID_ARGUMENT naming every wrong field.
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetWebhookRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(const smartcar::gateway::v1::GetSubscriptionRequest&);
absl::StatusOr<UpstreamRequest> BuildRequest(
    const smartcar::gateway::v1::DeleteSubscriptionRequest&);
absl::StatusOr<Listing> BuildListing(const smartcar::gateway::v1::ListWebhooksRequest&);
absl::StatusOr<Listing> BuildListing(const smartcar::gateway::v1::ListSubscriptionsRequest&);

// A subscription to be made, and how to find it once it is there: Smartcar does not tell its id.
struct SubscriptionWish {
  UpstreamRequest upstream;
  std::string vehicle_id;
  std::string user_id;
  std::string webhook_id;
  absl::Duration wait;  // at most; zero: do not look for it
};
absl::StatusOr<SubscriptionWish> BuildWish(const smartcar::gateway::v1::CreateSubscriptionRequest&);

// A call that lists the subscriptions that the wish may have become, of vehicles of that mode;
// unspecified does not filter by mode.
UpstreamRequest LookForSubscription(const SubscriptionWish& wish,
                                    smartcar::gateway::v1::VehicleMode mode);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_WEBHOOK_REQUESTS_H_
