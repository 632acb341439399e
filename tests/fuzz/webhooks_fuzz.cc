// Fuzz target: replies with webhooks and with subscriptions, one and many.
#include "server/smartcar/decode/decode_webhooks.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

template <typename Response>
void CheckOne(absl::Status (*decode)(const std::string&, Response*), const std::string& input,
              Findings* findings) {
  Response response;
  const absl::Status status = decode(input, &response);
  CheckDecoded(status, response, input.size(), findings);
}

template <typename Response>
void CheckList(absl::Status (*decode)(const std::string&, Response*, PageInfo*),
               const std::string& input, Findings* findings) {
  Response response;
  PageInfo page;
  const absl::Status status = decode(input, &response, &page);
  CheckDecoded(status, response, input.size(), findings);
  CheckPage(page, findings);
}

void Webhooks(const std::string& input, Findings* findings) {
  CheckOne<v1::GetWebhookResponse>(DecodeWebhook, input, findings);
  CheckList<v1::ListWebhooksResponse>(DecodeWebhookList, input, findings);
  CheckOne<v1::GetSubscriptionResponse>(DecodeSubscription, input, findings);
  CheckList<v1::ListSubscriptionsResponse>(DecodeSubscriptionList, input, findings);
}

const FuzzTargetRegistration registration("webhooks", Webhooks);

}  // namespace
}  // namespace smartcar_gateway
