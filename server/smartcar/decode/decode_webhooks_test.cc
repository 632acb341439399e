// Tests of replies with webhooks and subscriptions.
#include "server/smartcar/decode/decode_webhooks.h"

#include <string>

#include "gtest/gtest.h"
#include "server/smartcar/decode/testing.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::GetSubscriptionResponse;
using smartcar::gateway::v1::GetWebhookResponse;
using smartcar::gateway::v1::ListSubscriptionsResponse;
using smartcar::gateway::v1::ListWebhooksResponse;

GetWebhookResponse Webhook(const std::string& body) {
  GetWebhookResponse response;
  EXPECT_TRUE(DecodeWebhook(body, &response).ok()) << body;
  return response;
}

GetSubscriptionResponse Subscription(const std::string& body) {
  GetSubscriptionResponse response;
  EXPECT_TRUE(DecodeSubscription(body, &response).ok()) << body;
  return response;
}

TEST(DecodeWebhookTest, ReadsEveryMember) {
  ExpectEqualsText(
      Webhook(R"({"data":{"id":"w1","type":"webhook","attributes":{"name":"Fleet",
          "callbackUri":"https://a.example/hook","errorCallbackUri":"https://a.example/errors",
          "isEnabled":true,"autoSubscribe":false,
          "triggers":[{"group":"TractionBattery","name":"StateOfCharge",
                       "code":"tractionbattery-stateofcharge"}],
          "data":[{"group":"Odometer","name":"TraveledDistance","code":"odometer-traveleddistance"},
                  {"group":"Charge","name":"IsCharging","code":"charge-ischarging"}]},
          "links":{"self":"https://b.example"},"meta":{"createdAt":"2025-05-03T02:45:45.349Z"}}})"),
      R"(webhook { webhook_id: "w1" name: "Fleet" callback_uri: "https://a.example/hook"
          error_callback_uri: "https://a.example/errors" is_enabled: true auto_subscribe: false
          triggers { code: "tractionbattery-stateofcharge" name: "StateOfCharge"
                     group: "TractionBattery" }
          signals { code: "odometer-traveleddistance" name: "TraveledDistance" group: "Odometer" }
          signals { code: "charge-ischarging" name: "IsCharging" group: "Charge" }
          create_time { seconds: 1746240345 nanos: 349000000 } })");
}

TEST(DecodeWebhookTest, WhatIsNotToldIsNotSet) {
  ExpectEqualsText(Webhook(R"({"data":{"id":"w1","attributes":{"errorCallbackUri":null,
                                "isEnabled":null,"triggers":null,"data":[]}}})"),
                   R"(webhook { webhook_id: "w1" })");
}

TEST(DecodeWebhookTest, MembersOfAnotherKindLeaveTheirFieldsUnset) {
  ExpectEqualsText(Webhook(R"({"id":"w1","attributes":{"name":7,"isEnabled":"true",
                                "triggers":["A.B",{"code":"c","name":1,"more":{}}],"data":{}},
                                "meta":[]})"),
                   R"(webhook { webhook_id: "w1" triggers { code: "c" } })");
}

TEST(DecodeWebhookTest, RefusesRepliesWithoutAWebhook) {
  GetWebhookResponse response;
  EXPECT_EQ(DecodeWebhook("{}", &response).message(),
            "the reply has neither `data` nor `attributes`");
}

TEST(DecodeWebhookListTest, ReadsWebhooksAndWhereThePageStands) {
  ListWebhooksResponse response;
  PageInfo page;
  ASSERT_TRUE(DecodeWebhookList(R"({"data":[{"id":"w2"},{"id":"w1"}],
                                    "meta":{"page":1,"pageSize":2,"totalCount":3},"links":{}})",
                                &response, &page)
                  .ok());
  ExpectEqualsText(response,
                   R"(webhooks { webhook_id: "w2" } webhooks { webhook_id: "w1" } total_size: 3)");
  EXPECT_TRUE(page.has_next);
  EXPECT_EQ(DecodeWebhookList(R"({"data":{}})", &response, &page).message(),
            "the reply has no array `data`");
}

TEST(DecodeSubscriptionTest, ReadsEveryMember) {
  ExpectEqualsText(
      Subscription(R"({"data":{"id":"s1","type":"subscription","attributes":{"vehicle":{
          "make":"TESLA","model":"Model 3","year":2019,"mode":"live","powertrainType":"BEV"}},
          "relationships":{"webhook":{"data":{"type":"webhook","id":"w1"}},
                           "user":{"data":{"type":"user","id":"u1"}},
                           "vehicle":{"data":{"type":"vehicle","id":"v1"}}},
          "meta":{"createdAt":"2025-05-03T02:45:45.349Z","updatedAt":1790080876476}}})"),
      R"(subscription { subscription_id: "s1" webhook_id: "w1" user_id: "u1"
          vehicle { vehicle_id: "v1" make: "TESLA" model: "Model 3" year: 2019
                    powertrain_type: POWERTRAIN_TYPE_BEV powertrain_type_text: "BEV"
                    mode: VEHICLE_MODE_LIVE mode_text: "live" }
          create_time { seconds: 1746240345 nanos: 349000000 }
          update_time { seconds: 1790080876 nanos: 476000000 } })");
}

TEST(DecodeSubscriptionTest, NameOfARelationCountsAndNotItsType) {
  ExpectEqualsText(Subscription(R"({"data":{"id":"s1","relationships":{
          "webhook":{"data":{"type":"webhook","id":"w1"}},
          "user":{"data":{"type":"webhook","id":"u1"}},
          "vehicle":{"data":{"type":"webhook","id":"v1"}}}}})"),
                   R"(subscription { subscription_id: "s1" webhook_id: "w1" user_id: "u1"
                                     vehicle { vehicle_id: "v1" } })");
}

TEST(DecodeSubscriptionTest, FindsIdsAlsoInAttributes) {
  ExpectEqualsText(Subscription(R"({"data":{"id":"s1","attributes":{"webhook":{"id":"w1"},
                                     "user":{"id":"u1"},"vehicle":{"id":"v1"}}}})"),
                   R"(subscription { subscription_id: "s1" webhook_id: "w1" user_id: "u1"
                                     vehicle { vehicle_id: "v1" } })");
}

TEST(DecodeSubscriptionListTest, ReadsSubscriptionsAndWhereThePageStands) {
  ListSubscriptionsResponse response;
  PageInfo page;
  ASSERT_TRUE(DecodeSubscriptionList(R"({"data":[{"id":"s2"},{"id":"s1"}],
                                         "meta":{"pageNumber":2,"pageSize":2,"totalCount":4},
                                         "links":{"next":null}})",
                                     &response, &page)
                  .ok());
  ExpectEqualsText(response, R"(subscriptions { subscription_id: "s2" }
                                subscriptions { subscription_id: "s1" } total_size: 4)");
  EXPECT_EQ(page.page_number, 2);
  EXPECT_FALSE(page.has_next);
}

}  // namespace
}  // namespace smartcar_gateway
