// Replies with webhooks and subscriptions: JSON of the management API into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_WEBHOOKS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_WEBHOOKS_H_

#include <string>

#include "absl/status/status.h"
#include "server/smartcar/decode/list_page.h"
#include "smartcar/gateway/v1/webhook_service.pb.h"

namespace smartcar_gateway {

// The contract is that of decode_signals.h; of lists, that of decode_connections.h.

// GET /webhooks.
absl::Status DecodeWebhookList(const std::string& body,
                               smartcar::gateway::v1::ListWebhooksResponse* response,
                               PageInfo* page);

// GET /webhooks/{id}.
absl::Status DecodeWebhook(const std::string& body,
                           smartcar::gateway::v1::GetWebhookResponse* response);

// GET /subscriptions.
absl::Status DecodeSubscriptionList(const std::string& body,
                                    smartcar::gateway::v1::ListSubscriptionsResponse* response,
                                    PageInfo* page);

// GET /subscriptions/{id}.
absl::Status DecodeSubscription(const std::string& body,
                                smartcar::gateway::v1::GetSubscriptionResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_WEBHOOKS_H_
