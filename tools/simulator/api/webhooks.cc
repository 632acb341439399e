// Webhooks: list and read.
#include "tools/simulator/api/webhooks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/simulator/api/listing.h"
#include "tools/simulator/model/signal_catalog.h"

namespace smartcar_simulator {
namespace {

Json SignalsJson(const std::vector<std::string>& codes) {
  Json signals = Json::array();
  for (const std::string& code : codes) {
    const SignalDefinition* signal = FindSignal(code);
    if (signal == nullptr) continue;
    signals.push_back({{"group", signal->group}, {"name", signal->name}, {"code", signal->code}});
  }
  return signals;
}

Json WebhookJson(const Webhook& webhook, const Backend& backend) {
  Json attributes = {{"name", webhook.name}, {"callbackUri", webhook.callback_uri}};
  attributes["errorCallbackUri"] = nullptr;
  if (!webhook.error_callback_uri.empty()) {
    attributes["errorCallbackUri"] = webhook.error_callback_uri;
  }
  attributes["isEnabled"] = webhook.enabled;
  attributes["autoSubscribe"] = webhook.auto_subscribe;
  attributes["triggers"] = SignalsJson(webhook.triggers);
  attributes["data"] = SignalsJson(webhook.signals);
  Json resource = {{"id", webhook.id}, {"type", "webhook"}};
  resource["attributes"] = std::move(attributes);
  resource["links"] = Json::object();
  resource["links"]["self"] = absl::StrCat(backend.base_url, "/v3/webhooks/", webhook.id);
  resource["meta"] = Json::object();
  resource["meta"]["createdAt"] = IsoTime(webhook.created);
  return resource;
}

ListDefinition WebhookList(const Switches& switches) {
  return {"/v3/webhooks",
          /*page_size=*/50,
          /*max_page_size=*/100,
          switches.management_order_told,
          /*page_number_short=*/false,
          {{"name"},
           {"callbackUri"},
           {"isEnabled", FilterForm::kWord, {"true", "false"}},
           {"autoSubscribe", FilterForm::kWord, {"true", "false"}}}};
}

bool Matches(const Webhook& webhook, const ListQuery& query) {
  return query.AdmitsPart("name", webhook.name) &&
         query.AdmitsPart("callbackUri", webhook.callback_uri) &&
         query.Admits("isEnabled", webhook.enabled ? "true" : "false") &&
         query.Admits("autoSubscribe", webhook.auto_subscribe ? "true" : "false");
}

}  // namespace

Outcome ListWebhooks(const Call& call, Backend& backend) {
  const ListDefinition list = WebhookList(backend.switches);
  ListQuery query;
  if (std::optional<ApiError> error = ReadListQuery(list, call, backend, &query)) return *error;
  std::vector<const Webhook*> matching;
  for (const auto& [id, webhook] : backend.world.webhooks) {
    if (Matches(webhook, query)) matching.push_back(&webhook);
  }
  std::stable_sort(matching.begin(), matching.end(),
                   [](const Webhook* a, const Webhook* b) { return a->created > b->created; });
  return ListReply(
      list, query, matching.size(),
      [&](size_t i) { return Dump(WebhookJson(*matching[i], backend)); }, backend);
}

Outcome GetWebhook(const Call& call, Backend& backend) {
  const std::string& id = call.path.at("webhookId");
  const auto it = backend.world.webhooks.find(id);
  if (it == backend.world.webhooks.end()) {
    return MakeError("RESOURCE_NOT_FOUND", "WEBHOOK_NOT_FOUND",
                     absl::StrCat("There is no webhook ", id, "."));
  }
  Json body = Json::object();
  body["data"] = WebhookJson(it->second, backend);
  return JsonReply(200, body);
}

}  // namespace smartcar_simulator
