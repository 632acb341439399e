// The management API: webhooks, which can only be read, and subscriptions to them.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_WEBHOOKS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_WEBHOOKS_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

Outcome ListWebhooks(const Call& call, Backend& backend);        // GET /v3/webhooks
Outcome GetWebhook(const Call& call, Backend& backend);          // GET /v3/webhooks/{webhookId}
Outcome CreateSubscription(const Call& call, Backend& backend);  // POST /v3/subscriptions
Outcome ListSubscriptions(const Call& call, Backend& backend);   // GET, same path
Outcome GetSubscription(const Call& call, Backend& backend);     // GET …/{subscriptionId}
Outcome DeleteSubscription(const Call& call, Backend& backend);  // DELETE, same path

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_WEBHOOKS_H_
