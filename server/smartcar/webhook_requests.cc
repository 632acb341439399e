// Listing and reading webhooks; listing, reading, making and ending subscriptions.
#include "server/smartcar/webhook_requests.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"
#include "server/base/proto_duration.h"
#include "server/smartcar/endpoints.h"
#include "server/smartcar/field_checker.h"
#include "server/smartcar/max_age.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr size_t kMaxFilterBytes = 1024;
constexpr absl::Duration kDefaultWait = absl::Seconds(10);
constexpr absl::Duration kLongestWait = absl::Seconds(60);

void CheckText(absl::string_view field, const std::string& value, FieldChecker* check) {
  if (value.size() > kMaxFilterBytes) {
    check->Violation(field, absl::StrCat("must be at most ", kMaxFilterBytes, " bytes long"));
  }
}

absl::string_view ModeWord(v1::VehicleMode mode) {
  if (mode == v1::VEHICLE_MODE_LIVE) return "live";
  if (mode == v1::VEHICLE_MODE_SIMULATED) return "simulated";
  return "";
}

std::string SubscriptionFilters(const std::string& user_id, const std::string& webhook_id,
                                const std::string& vehicle_id, v1::VehicleMode mode) {
  std::string query;
  AddFilter("userId", user_id, &query);
  AddFilter("webhookId", webhook_id, &query);
  AddFilter("vehicleId", vehicle_id, &query);
  AddFilter("vehicle.mode", ModeWord(mode), &query);
  return query;
}

absl::Duration ReadWait(const v1::CreateSubscriptionRequest& request, FieldChecker* check) {
  if (!request.has_wait_timeout()) return kDefaultWait;
  if (!IsNotNegativeDuration(request.wait_timeout())) {
    check->Violation("wait_timeout", "must be a duration and not negative");
    return kDefaultWait;
  }
  return std::min(FromProtoDuration(request.wait_timeout()), kLongestWait);
}

}  // namespace

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetWebhookRequest& request) {
  FieldChecker check;
  check.Id("webhook_id", request.webhook_id());
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream = ById(endpoints::kGetWebhook, "/webhooks/", request.webhook_id());
  upstream.max_age = max_age;
  return upstream;
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::GetSubscriptionRequest& request) {
  FieldChecker check;
  check.Id("subscription_id", request.subscription_id());
  const auto max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  UpstreamRequest upstream =
      ById(endpoints::kGetSubscription, "/subscriptions/", request.subscription_id());
  upstream.max_age = max_age;
  return upstream;
}

absl::StatusOr<UpstreamRequest> BuildRequest(const v1::DeleteSubscriptionRequest& request) {
  FieldChecker check;
  check.Id("subscription_id", request.subscription_id());
  if (!check.ok()) return check.Verdict();
  return ById(endpoints::kDeleteSubscription, "/subscriptions/", request.subscription_id());
}

absl::StatusOr<Listing> BuildListing(const v1::ListWebhooksRequest& request) {
  FieldChecker check;
  CheckText("name", request.name(), &check);
  CheckText("callback_uri", request.callback_uri(), &check);
  std::string query;
  AddFilter("name", request.name(), &query);
  AddFilter("callbackUri", request.callback_uri(), &query);
  if (request.has_is_enabled()) {
    AddFilter("isEnabled", request.is_enabled() ? "true" : "false", &query);
  }
  if (request.has_auto_subscribe()) {
    AddFilter("autoSubscribe", request.auto_subscribe() ? "true" : "false", &query);
  }
  Listing listing = MakeListing(endpoints::kListWebhooks, "/webhooks", std::move(query),
                                request.page_size(), request.page_token(), &check);
  listing.upstream.max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  return listing;
}

absl::StatusOr<Listing> BuildListing(const v1::ListSubscriptionsRequest& request) {
  FieldChecker check;
  check.OptionalId("vehicle_id", request.vehicle_id());
  check.OptionalId("user_id", request.user_id());
  check.OptionalId("webhook_id", request.webhook_id());
  if (!v1::VehicleMode_IsValid(request.mode())) {
    check.Violation("mode", "is no mode this release knows");
  }
  Listing listing = MakeListing(endpoints::kListSubscriptions, "/subscriptions",
                                SubscriptionFilters(request.user_id(), request.webhook_id(),
                                                    request.vehicle_id(), request.mode()),
                                request.page_size(), request.page_token(), &check);
  listing.upstream.max_age = MaxAge(request, &check);
  if (!check.ok()) return check.Verdict();
  return listing;
}

absl::StatusOr<SubscriptionWish> BuildWish(const v1::CreateSubscriptionRequest& request) {
  FieldChecker check;
  check.Id("vehicle_id", request.vehicle_id());
  check.Id("user_id", request.user_id());
  check.Id("webhook_id", request.webhook_id());
  SubscriptionWish wish;
  wish.wait = ReadWait(request, &check);
  if (!check.ok()) return check.Verdict();
  wish.vehicle_id = request.vehicle_id();
  wish.user_id = request.user_id();
  wish.webhook_id = request.webhook_id();
  wish.upstream.endpoint = &endpoints::kCreateSubscription;
  wish.upstream.path = "/subscriptions";
  const nlohmann::json attributes = {{"webhookId", request.webhook_id()},
                                     {"userId", request.user_id()},
                                     {"vehicleId", request.vehicle_id()}};
  wish.upstream.body = nlohmann::json{{"data", {{"attributes", attributes}}}}.dump();
  wish.upstream.vehicle_id = request.vehicle_id();
  wish.upstream.resource_name = absl::StrCat("webhook ", request.webhook_id(), ", user ",
                                             request.user_id(), ", vehicle ", request.vehicle_id());
  return wish;
}

UpstreamRequest LookForSubscription(const SubscriptionWish& wish, v1::VehicleMode mode) {
  FieldChecker check;  // nothing to complain of: the wish was checked
  UpstreamRequest upstream =
      MakeListing(endpoints::kListSubscriptions, "/subscriptions",
                  SubscriptionFilters(wish.user_id, wish.webhook_id, wish.vehicle_id, mode),
                  /*page_size=*/0, /*page_token=*/"", &check)
          .upstream;
  upstream.vehicle_id = wish.vehicle_id;
  upstream.max_age = absl::ZeroDuration();
  return upstream;
}

}  // namespace smartcar_gateway
