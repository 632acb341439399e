// WebhookService: each RPC is one call of Smartcar's API, except that a subscription is waited for.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_WEBHOOK_SERVICE_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_WEBHOOK_SERVICE_H_

#include <memory>

#include "server/rpc/upstream_call.h"
#include "server/smartcar/subscription_creator.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace smartcar_gateway {

// The service on gRPC's callback API. What it borrows must outlive it.
std::unique_ptr<grpc::Service> MakeWebhookService(RpcEnvironment environment,
                                                  SubscriptionCreator* subscriptions);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_WEBHOOK_SERVICE_H_
