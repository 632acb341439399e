// VERIFY, and which events say what to whom.
#include "tools/simulator/hooks/hooks_fixture.h"

namespace smartcar_simulator {
namespace {

using HookEventsTest = HooksTest;

TEST_F(HookEventsTest, NothingIsSentToWebhooksThatAreNotVerified) {
  SetCharge(1, 33);
  OnVehicle("POST", 1, "/commands/charge/start");
  EXPECT_TRUE(hooks_.sent.empty());
  Control("PUT", Path(1), {{"callback_uri", kUrl}});
  ASSERT_EQ(hooks_.Take().size(), 1u);  // VERIFY, not answered
  SetCharge(1, 34);
  EXPECT_TRUE(hooks_.sent.empty());
}

TEST_F(HookEventsTest, VerifyIsUnsignedAndItsAnswerIsChecked) {
  Control("PUT", Path(2), {{"callback_uri", kUrl}});
  ASSERT_EQ(hooks_.sent.size(), 1u);
  const Sent verify = hooks_.Take()[0];
  EXPECT_EQ(verify.post.url, kUrl);
  EXPECT_EQ(verify.Header("SC-Signature"), "");
  EXPECT_EQ(verify.Header("content-type"), "application/json");
  EXPECT_EQ(verify.json()["eventType"], "VERIFY");
  EXPECT_EQ(verify.json()["meta"]["version"], "4.0");
  EXPECT_EQ(verify.json()["meta"]["webhookId"], WebhookId(2));
  EXPECT_EQ(verify.post.timeout, absl::Seconds(15));
  verify.Answer(200, R"({"challenge":"00"})");
  Json webhook = Control("GET", "/control/webhooks?id=" + WebhookId(2))["webhooks"][0];
  EXPECT_EQ(webhook["verified"], false);
  EXPECT_EQ(webhook["verify_error"], "verification request responded with an invalid hash");
  EXPECT_EQ(Delivery()["outcome"], "failed");
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty()) << "VERIFY is not retried";
  Control("POST", Path(2, "/verify"));
  AnswerVerify();
  webhook = Control("GET", "/control/webhooks?verified=true")["webhooks"][0];
  EXPECT_EQ(webhook["id"], WebhookId(2));
  EXPECT_EQ(webhook["verify_error"], "");
}

TEST_F(HookEventsTest, VerifyNeeds200AndAnAnswer) {
  Control("PUT", Path(2), {{"callback_uri", kUrl}});
  const Sent verify = hooks_.Take()[0];
  const std::string challenge = verify.json()["data"]["challenge"];
  verify.Answer(201, "{\"challenge\":\"" + HmacSha256Hex(kToken, challenge) + "\"}");
  EXPECT_EQ(Control("GET", "/control/webhooks?verified=true")["count"], 0);
  Control("POST", Path(2, "/verify"));
  hooks_.Take()[0].Fail("no answer in time");
  EXPECT_EQ(Control("GET", "/control/webhooks?id=" + WebhookId(2))["webhooks"][0]["verify_error"],
            "no answer in time");
}

TEST_F(HookEventsTest, ChangedTriggerIsToldWithAllSignalsAndASignature) {
  PointAtUs(1);
  SetCharge(1, 33);
  ASSERT_EQ(hooks_.sent.size(), 1u);
  const Sent sent = hooks_.sent[0];
  EXPECT_EQ(sent.Header("SC-Signature"), HmacSha256Hex(kToken, sent.post.body));
  const Json event = sent.json();
  EXPECT_EQ(event["eventType"], "VEHICLE_STATE");
  EXPECT_EQ(event["data"]["user"], (Json{{"id", UserId(1)}, {"externalId", "ada"}}));
  EXPECT_EQ(event["data"]["vehicle"]["id"], VehicleId(1));
  EXPECT_EQ(event["data"]["vehicle"]["mode"], "live");
  EXPECT_EQ(event["data"]["vehicle"]["powertrainType"], "BEV");
  ASSERT_EQ(event["data"]["signals"].size(), 6u);
  const Json charge = event["data"]["signals"][5];
  EXPECT_EQ(charge["code"], kCharge);
  EXPECT_EQ(charge["body"], (Json{{"value", 33}, {"unit", "percent"}}));
  EXPECT_EQ(charge["status"], (Json{{"value", "SUCCESS"}}));
  EXPECT_EQ(charge["meta"]["oemUpdatedAt"], 1788264000000);
  EXPECT_EQ(event["triggers"][0]["type"], "SIGNAL_UPDATED");
  EXPECT_EQ(event["triggers"][0]["signal"]["code"], kCharge);
  EXPECT_EQ(event["meta"]["mode"], "LIVE");
  EXPECT_EQ(event["meta"]["deliveredAt"], 1788264000000);
  EXPECT_EQ(event["meta"]["signalCount"], 6);
  EXPECT_FALSE(event["meta"].contains("sequence"));
}

TEST_F(HookEventsTest, WhatDoesNotMoveATriggerIsNotTold) {
  PointAtUs(1);
  SetCharge(1, 62);  // as it is
  OnVehicle("POST", 1, "/commands/security/unlock");
  SetCharge(14, 5);  // simulated: not subscribed
  EXPECT_TRUE(hooks_.sent.empty());
  OnVehicle("POST", 1, "/commands/charge/start");
  ASSERT_EQ(hooks_.sent.size(), 1u) << "charging is a trigger";
  EXPECT_EQ(hooks_.sent[0].json()["data"]["signals"][1]["body"]["value"], false) << "unlocked";
}

TEST_F(HookEventsTest, BothUsersOfACarAreTold) {
  PointAtUs(1);
  SetSwitch("webhook_concurrency", "2");
  SetCharge(2, 50);
  ASSERT_EQ(hooks_.sent.size(), 2u);
  EXPECT_NE(hooks_.sent[0].json()["data"]["user"]["id"],
            hooks_.sent[1].json()["data"]["user"]["id"]);
}

TEST_F(HookEventsTest, ManualStoreIsToldWhenItIsRefreshed) {
  PointAtUs(1);
  SetSwitch("store_refresh", "manual");
  SetCharge(1, 12);
  EXPECT_TRUE(hooks_.sent.empty());
  Control("POST", "/control/vehicles/" + VehicleId(1) + "/refresh");
  EXPECT_EQ(hooks_.sent.size(), 1u);
}

TEST_F(HookEventsTest, ErrorsOfSignalsComeAndGo) {
  PointAtUs(1, {{"error_callback_uri", "http://127.0.0.1:9000/errors"}});
  const std::string signal = "/control/vehicles/" + VehicleId(1) + "/signals/closure-islocked";
  Control("PUT", signal, {{"error", {{"type", "PERMISSION"}, {"code", "UNKNOWN"}}}});
  ASSERT_EQ(hooks_.sent.size(), 1u);
  Sent sent = hooks_.Take()[0];
  sent.Answer(200);
  EXPECT_EQ(sent.post.url, "http://127.0.0.1:9000/errors");
  Json error = sent.json()["data"]["errors"][0];
  EXPECT_EQ(sent.json()["eventType"], "VEHICLE_ERROR");
  EXPECT_EQ(error["type"], "PERMISSION");
  EXPECT_EQ(error["code"], nullptr);
  EXPECT_EQ(error["state"], "ERROR");
  EXPECT_EQ(error["signals"][0]["code"], "closure-islocked");
  Control("PUT", signal, {{"body", {{"value", true}}}});
  ASSERT_EQ(hooks_.sent.size(), 1u);
  error = hooks_.sent[0].json()["data"]["errors"][0];
  EXPECT_EQ(error["state"], "RESOLVED");
}

TEST_F(HookEventsTest, OtherReadingOfPayloads) {
  SetSwitch("reading", "b");
  PointAtUs(1);
  SetCharge(1, 33);
  const Json event = hooks_.sent[0].json();
  EXPECT_FALSE(event.contains("triggers"));
  EXPECT_EQ(event["data"]["triggers"][0]["code"], kCharge);
  EXPECT_EQ(event["data"]["signals"][5]["body"]["unit"], "percentage");
  EXPECT_EQ(event["data"]["signals"][5]["meta"]["oemUpdatedAt"], "2026-09-01T12:00:00.000Z");
  EXPECT_FALSE(event["data"]["vehicle"].contains("mode"));
  EXPECT_EQ(event["meta"]["deliveryTime"], "2026-09-01T12:00:00.000Z");
  EXPECT_EQ(event["meta"]["sequence"], 1);
  SetSwitch("webhook_triggers", "top_text");
  hooks_.Take()[0].Answer(200);
  SetCharge(1, 34);
  EXPECT_EQ(hooks_.sent[0].json()["triggers"][0]["signal"], "TractionBattery.StateOfCharge");
}

TEST_F(HookEventsTest, NewSubscriptionIsSentItsFirstDelivery) {
  PointAtUs(2);
  SetSwitch("webhook_first_delivery", "on");
  SetSwitch("subscription_delay", "30s");
  Call("POST", "/v3/subscriptions", 0,
       Attributes(
           {{"webhookId", WebhookId(2)}, {"userId", UserId(1)}, {"vehicleId", VehicleId(1)}}));
  EXPECT_TRUE(hooks_.sent.empty());
  Advance(30);
  ASSERT_EQ(hooks_.sent.size(), 1u);
  EXPECT_EQ(hooks_.Take()[0].json()["triggers"][0]["type"], "FIRST_DELIVERY");
}

TEST_F(HookEventsTest, ManagementTokenCanChange) {
  PointAtUs(1);
  Control("PUT", "/control/management_token", {{"token", "new"}});
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  EXPECT_EQ(hooks_.sent[0].Header("SC-Signature"), HmacSha256Hex("new", hooks_.sent[0].post.body));
}

TEST_F(HookEventsTest, WebhooksAreMadeAndRemoved) {
  const Json made = Control("POST", "/control/webhooks",
                            {{"callback_uri", kUrl},
                             {"auto_subscribe", true},
                             {"triggers", {kCharge}},
                             {"signals", {kCharge}}});
  AnswerVerify();
  SetCharge(1, 33);
  ASSERT_EQ(hooks_.sent.size(), 1u);
  EXPECT_EQ(hooks_.sent[0].json()["meta"]["webhookId"], made["id"]);
  Control("DELETE", "/control/webhooks/" + made["id"].get<std::string>());
  hooks_.Take()[0].Answer(200);
  SetCharge(1, 34);
  EXPECT_TRUE(hooks_.sent.empty());
}

}  // namespace
}  // namespace smartcar_simulator
