// Tests of what is sent to the management API for each request, and of what is refused.
#include "server/smartcar/webhook_requests.h"

#include <string>

#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

v1::CreateSubscriptionRequest Wanted() {
  v1::CreateSubscriptionRequest request;
  request.set_vehicle_id("v1");
  request.set_user_id("u1");
  request.set_webhook_id("w1");
  return request;
}

TEST(WebhookRequests, ResourcesAreNamedByTheirIds) {
  v1::GetWebhookRequest webhook;
  EXPECT_EQ(BuildRequest(webhook).status().message(), "webhook_id: is required");
  webhook.set_webhook_id("w1");
  EXPECT_EQ(BuildRequest(webhook)->path, "/webhooks/w1");
  EXPECT_EQ(BuildRequest(webhook)->endpoint->api, Api::kManagement);
  v1::GetSubscriptionRequest get;
  get.set_subscription_id("s/1");
  EXPECT_FALSE(BuildRequest(get).ok());
  get.set_subscription_id("s1");
  EXPECT_EQ(BuildRequest(get)->path, "/subscriptions/s1");
  v1::DeleteSubscriptionRequest deletion;
  EXPECT_FALSE(BuildRequest(deletion).ok());
  deletion.set_subscription_id("s1");
  EXPECT_EQ(BuildRequest(deletion)->path, "/subscriptions/s1");
  EXPECT_EQ(BuildRequest(deletion)->endpoint->method, HttpMethod::kDelete);
  EXPECT_EQ(BuildRequest(deletion)->endpoint->kind, CallKind::kWrite);
}

TEST(WebhookRequests, ListingWithoutFiltersAsksForThePageAlone) {
  EXPECT_EQ(BuildListing(v1::ListWebhooksRequest())->upstream.path,
            "/webhooks?page%5Bnumber%5D=1&page%5Bsize%5D=100");
  EXPECT_EQ(BuildListing(v1::ListSubscriptionsRequest())->upstream.path,
            "/subscriptions?page%5Bnumber%5D=1&page%5Bsize%5D=100");
}

TEST(WebhookRequests, ListingOfWebhooksSendsEveryFilter) {
  v1::ListWebhooksRequest request;
  request.set_name("fleet & more");
  request.set_callback_uri("https://a.example/?b=c");
  request.set_is_enabled(false);
  request.set_auto_subscribe(true);
  request.set_page_size(7);
  EXPECT_EQ(BuildListing(request)->upstream.path,
            "/webhooks?page%5Bnumber%5D=1&page%5Bsize%5D=7&filter%5Bname%5D=fleet%20%26%20more"
            "&filter%5BcallbackUri%5D=https%3A%2F%2Fa.example%2F%3Fb%3Dc"
            "&filter%5BisEnabled%5D=false&filter%5BautoSubscribe%5D=true");
}

TEST(WebhookRequests, ListingOfSubscriptionsSendsEveryFilter) {
  v1::ListSubscriptionsRequest request;
  request.set_vehicle_id("v1");
  request.set_user_id("u1");
  request.set_webhook_id("w1");
  request.set_mode(v1::VEHICLE_MODE_LIVE);
  EXPECT_EQ(BuildListing(request)->upstream.path,
            "/subscriptions?page%5Bnumber%5D=1&page%5Bsize%5D=100&filter%5BuserId%5D=u1"
            "&filter%5BwebhookId%5D=w1&filter%5BvehicleId%5D=v1&filter%5Bvehicle.mode%5D=live");
}

TEST(WebhookRequests, ListingRefusesWhatCannotBeAFilter) {
  v1::ListWebhooksRequest webhooks;
  webhooks.set_name(std::string(1025, 'n'));
  webhooks.set_callback_uri(std::string(1025, 'c'));
  webhooks.set_page_size(-1);
  EXPECT_EQ(BuildListing(webhooks).status().message(),
            "name: must be at most 1024 bytes long; callback_uri: must be at most 1024 bytes long; "
            "page_size: must not be negative");
  v1::ListSubscriptionsRequest subscriptions;
  subscriptions.set_vehicle_id("a b");
  subscriptions.set_mode(static_cast<v1::VehicleMode>(17));
  const absl::Status refused = BuildListing(subscriptions).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(refused.message(),
            "vehicle_id: may hold only letters, digits, '-', '_', '.' and '~'; "
            "mode: is no mode this release knows");
}

TEST(WebhookRequests, PageTokenOfOneListIsRefusedByAnother) {
  v1::ListWebhooksRequest webhooks;
  const std::string token = EncodePageToken({2, 10}, BuildListing(webhooks)->filters);
  webhooks.set_page_token(token);
  EXPECT_EQ(BuildListing(webhooks)->position.page_number, 2);
  v1::ListSubscriptionsRequest subscriptions;
  subscriptions.set_page_token(token);
  EXPECT_EQ(BuildListing(subscriptions).status().message(),
            "page_token: is not a next_page_token of a listing with these filters");
}

TEST(WebhookRequests, WishNamesWebhookUserAndVehicle) {
  const auto wish = BuildWish(Wanted());
  ASSERT_TRUE(wish.ok());
  EXPECT_EQ(wish->upstream.path, "/subscriptions");
  EXPECT_EQ(wish->upstream.endpoint->method, HttpMethod::kPost);
  EXPECT_EQ(wish->upstream.body,
            R"({"data":{"attributes":{"userId":"u1","vehicleId":"v1","webhookId":"w1"}}})");
  EXPECT_EQ(wish->upstream.user_id, "") << "no sc-user-id: the body names the user";
  EXPECT_EQ(BuildWish(v1::CreateSubscriptionRequest()).status().message(),
            "vehicle_id: is required; user_id: is required; webhook_id: is required");
}

TEST(WebhookRequests, WaitIsTenSecondsByDefaultAndAMinuteAtMost) {
  v1::CreateSubscriptionRequest request = Wanted();
  EXPECT_EQ(BuildWish(request)->wait, absl::Seconds(10));
  request.mutable_wait_timeout();
  EXPECT_EQ(BuildWish(request)->wait, absl::ZeroDuration());
  request.mutable_wait_timeout()->set_nanos(250'000'000);
  EXPECT_EQ(BuildWish(request)->wait, absl::Milliseconds(250));
  request.mutable_wait_timeout()->set_seconds(315'576'000'000);
  EXPECT_EQ(BuildWish(request)->wait, absl::Seconds(60));
}

TEST(WebhookRequests, WaitThatIsNoDurationIsRefused) {
  for (const auto& [seconds, nanos] : {std::pair<int64_t, int32_t>{-1, 0},
                                       {0, -1},
                                       {1, -1},
                                       {0, 1'000'000'000},
                                       {9'223'372'036'854'775'807, 0}}) {
    v1::CreateSubscriptionRequest request = Wanted();
    request.mutable_wait_timeout()->set_seconds(seconds);
    request.mutable_wait_timeout()->set_nanos(nanos);
    EXPECT_EQ(BuildWish(request).status().message(),
              "wait_timeout: must be a duration and not negative")
        << seconds << " s " << nanos << " ns";
  }
}

TEST(WebhookRequests, LookAsksForTheOneSubscription) {
  const auto wish = BuildWish(Wanted());
  EXPECT_EQ(LookForSubscription(*wish, v1::VEHICLE_MODE_SIMULATED).path,
            "/subscriptions?page%5Bnumber%5D=1&page%5Bsize%5D=100&filter%5BuserId%5D=u1"
            "&filter%5BwebhookId%5D=w1&filter%5BvehicleId%5D=v1"
            "&filter%5Bvehicle.mode%5D=simulated");
}

}  // namespace
}  // namespace smartcar_gateway
