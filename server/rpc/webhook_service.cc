// Handlers of WebhookService.
#include "server/rpc/webhook_service.h"

#include <utility>

#include "server/rpc/list_call.h"
#include "server/smartcar/decode/decode_webhooks.h"
#include "server/smartcar/webhook_requests.h"
#include "smartcar/gateway/v1/webhook_service.grpc.pb.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class WebhookServiceImpl final : public v1::WebhookService::CallbackService {
 public:
  WebhookServiceImpl(RpcEnvironment environment, SubscriptionCreator* subscriptions)
      : environment_(environment), subscriptions_(subscriptions) {}

  ServerUnaryReactor* ListWebhooks(CallbackServerContext* context,
                                   const v1::ListWebhooksRequest* request,
                                   v1::ListWebhooksResponse* response) override {
    return AnswerPage(Rpc(context, environment_, *request), BuildListing(*request), response,
                      DecodeWebhookList);
  }

  ServerUnaryReactor* GetWebhook(CallbackServerContext* context,
                                 const v1::GetWebhookRequest* request,
                                 v1::GetWebhookResponse* response) override {
    return AnswerRead(Rpc(context, environment_, *request), BuildRequest(*request), response,
                      [](const UpstreamRequest&, const HttpResponse& http,
                         v1::GetWebhookResponse* out) { return DecodeWebhook(http.body, out); });
  }

  ServerUnaryReactor* CreateSubscription(CallbackServerContext* context,
                                         const v1::CreateSubscriptionRequest* request,
                                         v1::CreateSubscriptionResponse* response) override {
    absl::StatusOr<SubscriptionWish> wish = BuildWish(*request);
    if (!wish.ok()) return Refuse(Rpc(context, environment_, *request), wish.status());
    CallSubject subject = SubjectOf(wish->upstream);
    subject.vehicle_id = wish->vehicle_id;
    return StartWork(Rpc(context, environment_, *request), std::move(subject),
                     [this, wish = *std::move(wish), response](SmartcarClient::Context call,
                                                               SmartcarClient::Done done) mutable {
                       subscriptions_->Create(std::move(wish), std::move(call), response,
                                              std::move(done));
                     });
  }

  ServerUnaryReactor* ListSubscriptions(CallbackServerContext* context,
                                        const v1::ListSubscriptionsRequest* request,
                                        v1::ListSubscriptionsResponse* response) override {
    return AnswerPage(Rpc(context, environment_, *request), BuildListing(*request), response,
                      DecodeSubscriptionList);
  }

  ServerUnaryReactor* GetSubscription(CallbackServerContext* context,
                                      const v1::GetSubscriptionRequest* request,
                                      v1::GetSubscriptionResponse* response) override {
    return AnswerRead(
        Rpc(context, environment_, *request), BuildRequest(*request), response,
        [](const UpstreamRequest&, const HttpResponse& http, v1::GetSubscriptionResponse* out) {
          return DecodeSubscription(http.body, out);
        });
  }

  ServerUnaryReactor* DeleteSubscription(CallbackServerContext* context,
                                         const v1::DeleteSubscriptionRequest* request,
                                         v1::DeleteSubscriptionResponse* response) override {
    return Answer(Rpc(context, environment_, *request), BuildRequest(*request), response,
                  NothingToDecode<v1::DeleteSubscriptionResponse>);
  }

 private:
  const RpcEnvironment environment_;
  SubscriptionCreator* const subscriptions_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeWebhookService(RpcEnvironment environment,
                                                  SubscriptionCreator* subscriptions) {
  return std::make_unique<WebhookServiceImpl>(environment, subscriptions);
}

}  // namespace smartcar_gateway
