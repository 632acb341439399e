// Every RPC of WebhookService and CompatibilityService.
#include <string>

#include "tests/independent/independent_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ManagementTest : public IndependentTest {
 protected:
  static v1::CreateSubscriptionRequest Wanted(const std::string& webhook_id) {
    auto request = About<v1::CreateSubscriptionRequest>(kCar);
    request.set_webhook_id(webhook_id);
    return request;
  }

  static std::string TargetOf(const std::string& request_id) {
    return upstream().Request(request_id).at("target").get<std::string>() + "&";
  }

  static void ExpectTheSubscription(const v1::Subscription& subscription) {
    EXPECT_EQ(subscription.subscription_id(), kSubscription);
    EXPECT_EQ(subscription.webhook_id(), kWebhook);
    EXPECT_EQ(subscription.user_id(), kUser);
    EXPECT_EQ(subscription.vehicle().vehicle_id(), kCar);
    EXPECT_EQ(subscription.vehicle().model(), "Zoe");
    EXPECT_EQ(subscription.create_time().seconds(), 1778491800);
  }
};

TEST_F(ManagementTest, WebhooksAreListed) {
  v1::ListWebhooksRequest request;
  request.set_name("depot");
  request.set_callback_uri("hooks.example.net");
  request.set_is_enabled(true);
  request.set_auto_subscribe(false);
  request.set_page_size(50);
  const auto reply = Call(webhooks(), &Webhooks::ListWebhooks, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.total_size(), 1);
  EXPECT_THAT(reply.response.next_page_token(), IsEmpty());
  ASSERT_THAT(reply.response.webhooks(), SizeIs(1));
  EXPECT_THAT(reply.response.webhooks(0),
              IsMessage(std::string("webhook_id: '") + kWebhook +
                        R"(' name: 'Depot board' callback_uri: 'https://hooks.example.net/depot'
                           is_enabled: true auto_subscribe: false
                           triggers {
                             code: 'tractionbattery-stateofcharge' name: 'StateOfCharge'
                             group: 'TractionBattery'
                           }
                           signals {
                             code: 'tractionbattery-stateofcharge' name: 'StateOfCharge'
                             group: 'TractionBattery'
                           }
                           signals {
                             code: 'odometer-traveleddistance' name: 'TraveledDistance'
                             group: 'Odometer'
                           }
                           create_time { seconds: 1778414400 })"));
  const std::string target = TargetOf(reply.response.upstream_request_id());
  EXPECT_THAT(target, HasSubstr("/v3/webhooks?"));
  EXPECT_THAT(target, HasSubstr("&filter%5Bname%5D=depot&"));
  EXPECT_THAT(target, HasSubstr("&filter%5BcallbackUri%5D=hooks.example.net&"));
  EXPECT_THAT(target, HasSubstr("&filter%5BisEnabled%5D=true&"));
  EXPECT_THAT(target, HasSubstr("&filter%5BautoSubscribe%5D=false&"));
}

TEST_F(ManagementTest, WebhookIsRead) {
  v1::GetWebhookRequest request;
  request.set_webhook_id(kWebhook);
  const auto reply = Call(webhooks(), &Webhooks::GetWebhook, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.webhook().error_callback_uri(), "https://hooks.example.net/trouble");
  EXPECT_FALSE(reply.response.webhook().is_enabled());
  const Json sent = Sent(reply.response, "GET", std::string("/v3/webhooks/") + kWebhook);
  EXPECT_EQ(sent.at("host"), "management.localhost");
  EXPECT_EQ(sent.at("user"), "");
}

TEST_F(ManagementTest, SubscriptionIsCreatedAndThenSeen) {
  const auto reply = Call(webhooks(), &Webhooks::CreateSubscription, Wanted(kWebhook));
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_FALSE(reply.response.pending());
  ExpectTheSubscription(reply.response.subscription());
  const Json sent = upstream().Request(reply.response.upstream_request_id());
  EXPECT_EQ(sent.at("method"), "POST");
  EXPECT_EQ(sent.at("target"), "/v3/subscriptions");
  EXPECT_EQ(sent.at("host"), "management.localhost");
  EXPECT_EQ(sent.at("content_type"), "application/json");
  EXPECT_EQ(Json::parse(sent.at("body").get<std::string>())["data"]["attributes"],
            Json({{"webhookId", kWebhook}, {"userId", kUser}, {"vehicleId", kCar}}));
}

TEST_F(ManagementTest, SubscriptionThatExistsIsToldAsSuch) {
  const RichError error = Call(webhooks(), &Webhooks::CreateSubscription,
                               Wanted("b1d5f3a6-70c2-4e98-9b47-1a2b3c4d5e99"))
                              .error;
  EXPECT_THAT(error, FailsWith(grpc::ALREADY_EXISTS, "SUBSCRIPTION_EXISTS"));
  EXPECT_THAT(error.message, HasSubstr("hears of that vehicle already"));
}

TEST_F(ManagementTest, SubscriptionsAreListed) {
  auto request = About<v1::ListSubscriptionsRequest>(kCar);
  request.set_webhook_id(kWebhook);
  request.set_mode(v1::VEHICLE_MODE_LIVE);
  const auto reply = Call(webhooks(), &Webhooks::ListSubscriptions, request);
  ASSERT_THAT(reply.error, Succeeds());
  ASSERT_THAT(reply.response.subscriptions(), SizeIs(1));
  ExpectTheSubscription(reply.response.subscriptions(0));
  const std::string target = TargetOf(reply.response.upstream_request_id());
  EXPECT_THAT(target, HasSubstr("/v3/subscriptions?"));
  EXPECT_THAT(target, HasSubstr(std::string("&filter%5BuserId%5D=") + kUser + "&"));
  EXPECT_THAT(target, HasSubstr(std::string("&filter%5BwebhookId%5D=") + kWebhook + "&"));
  EXPECT_THAT(target, HasSubstr(std::string("&filter%5BvehicleId%5D=") + kCar + "&"));
  EXPECT_THAT(target, HasSubstr("&filter%5Bvehicle.mode%5D=live&"));
}

TEST_F(ManagementTest, SubscriptionIsReadAndDeleted) {
  v1::GetSubscriptionRequest request;
  request.set_subscription_id(kSubscription);
  const auto reply = Call(webhooks(), &Webhooks::GetSubscription, request);
  ASSERT_THAT(reply.error, Succeeds());
  ExpectTheSubscription(reply.response.subscription());
  v1::DeleteSubscriptionRequest deletion;
  deletion.set_subscription_id(kSubscription);
  const auto deleted = Call(webhooks(), &Webhooks::DeleteSubscription, deletion);
  ASSERT_THAT(deleted.error, Succeeds());
  EXPECT_EQ(Sent(deleted.response, "DELETE", std::string("/v3/subscriptions/") + kSubscription)
                .at("status"),
            204);
}

TEST_F(ManagementTest, CompatibleVehiclesAreListedWithoutAToken) {
  v1::ListCompatibleVehiclesRequest request;
  request.set_region(v1::COMPATIBILITY_REGION_EUROPE);
  request.set_make("renault");
  const auto reply = Call(compatibility(), &Compatibility::ListCompatibleVehicles, request);
  ASSERT_THAT(reply.error, Succeeds());
  EXPECT_EQ(reply.response.total_size(), 2);
  ASSERT_THAT(reply.response.compatible_vehicles(), SizeIs(2));
  EXPECT_THAT(reply.response.compatible_vehicles(0),
              IsMessage(R"(compatible_vehicle_id: 'RENAULT-Zoe-2019-2024-BEV-EUROPE'
                           make: 'RENAULT' model: 'Zoe'
                           region: COMPATIBILITY_REGION_EUROPE region_text: 'EUROPE'
                           powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: 'BEV'
                           start_year: 2019 end_year: 2024
                           capabilities {
                             kind: CAPABILITY_KIND_SIGNAL kind_text: 'signal'
                             code: 'tractionbattery-stateofcharge' name: 'StateOfCharge'
                             group: 'TractionBattery' permission: 'read_battery' is_capable: true
                           }
                           capabilities {
                             kind: CAPABILITY_KIND_SIGNAL kind_text: 'signal'
                             code: 'tractionbattery-estimatedrange' name: 'EstimatedRange'
                             group: 'TractionBattery' permission: 'read_battery'
                           }
                           capabilities {
                             kind: CAPABILITY_KIND_COMMAND kind_text: 'command'
                             code: 'charge-start' name: 'Start charge' group: 'Charge'
                             permission: 'control_charge' is_capable: true
                           }
                           capabilities {
                             kind: CAPABILITY_KIND_COMMAND kind_text: 'command'
                             code: 'closure-lock' name: 'Lock' group: 'Closure'
                             permission: 'control_security'
                           })"));
  EXPECT_EQ(reply.response.compatible_vehicles(1).capabilities_size(), 0);
  const Json sent = Sent(reply.response, "GET",
                         "/v3/compatible-vehicles?filter%5Bregion%5D=EUROPE"
                         "&filter%5Bmake%5D=RENAULT");
  EXPECT_EQ(sent.at("host"), "compatibility.localhost");
  EXPECT_EQ(sent.at("authorization"), "");
}

}  // namespace
}  // namespace smartcar_gateway
