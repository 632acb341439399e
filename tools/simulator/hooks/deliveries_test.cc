// Signatures, retries, queues, faults, floods and the record of deliveries.
#include "tools/simulator/hooks/hooks_fixture.h"

namespace smartcar_simulator {
namespace {

using DeliveriesTest = HooksTest;

TEST_F(DeliveriesTest, RetriesAfter25And50And100SecondsThenGivesUp) {
  PointAtUs(1);
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  std::string event_id;
  std::vector<std::string> delivery_ids;
  for (const int wait : {25, 50, 100, 0}) {
    ASSERT_EQ(hooks_.sent.size(), 1u);
    const Sent sent = hooks_.Take()[0];
    if (event_id.empty()) event_id = sent.json()["eventId"];
    EXPECT_EQ(sent.json()["eventId"], event_id);
    EXPECT_EQ(sent.Header("SC-Signature"), HmacSha256Hex(kToken, sent.post.body));
    for (const std::string& earlier : delivery_ids) {
      EXPECT_NE(sent.json()["meta"]["deliveryId"], earlier);
    }
    delivery_ids.push_back(sent.json()["meta"]["deliveryId"]);
    wait == 50 ? sent.Fail("no answer in time") : sent.Answer(500, "busy");
    if (wait == 0) break;
    EXPECT_EQ(Delivery()["outcome"], "pending");
    Advance(wait - 1);
    EXPECT_TRUE(hooks_.sent.empty());
    Advance(1);
  }
  EXPECT_EQ(Delivery()["outcome"], "failed");
  ASSERT_EQ(Delivery()["attempts"].size(), 4u);
  EXPECT_EQ(Delivery()["attempts"][0]["status"], 500);
  EXPECT_EQ(Delivery()["attempts"][0]["answer"], "busy");
  EXPECT_EQ(Delivery()["attempts"][1]["status"], nullptr);
  EXPECT_EQ(Delivery()["attempts"][1]["error"], "no answer in time");
  EXPECT_EQ(Delivery()["attempts"][3]["delivery_id"], delivery_ids[3]);
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty());
}

TEST_F(DeliveriesTest, RetryThatIsAcceptedIsTheLast) {
  PointAtUs(1);
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  hooks_.Take()[0].Answer(302);
  Advance(25);
  hooks_.Take()[0].Answer(204);
  EXPECT_EQ(Delivery()["outcome"], "delivered");
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty());
}

TEST_F(DeliveriesTest, EventsFollowInOrderAndDoNotWaitForRetries) {
  PointAtUs(1);
  DeliverNumbered(3);
  ASSERT_EQ(hooks_.sent.size(), 1u) << "one at a time";
  hooks_.Take()[0].Answer(500);
  EXPECT_EQ(AnswerAll(), "12");
  Advance(25);
  EXPECT_EQ(AnswerAll(), "0");
}

TEST_F(DeliveriesTest, SlowReceiverDelaysNoOtherWebhook) {
  PointAtUs(1);
  PointAtUs(2);
  DeliverNumbered(2);
  Deliver(2, {{"payload", {{"eventId", "other"}}}});
  ASSERT_EQ(hooks_.sent.size(), 2u);
  EXPECT_EQ(hooks_.sent[1].json()["eventId"], "other");
}

TEST_F(DeliveriesTest, DuplicatesHaveTheSameEventId) {
  PointAtUs(1);
  Control("POST", "/control/deliveries/faults", {{"kind", "duplicate"}, {"count", 2}});
  DeliverNumbered(2);
  EXPECT_EQ(AnswerAll(), "0001");
  EXPECT_EQ(Control("GET", "/control/deliveries/count?event_id=0")["count"], 3);
}

TEST_F(DeliveriesTest, ReorderedGroupIsSentTheLastFirst) {
  PointAtUs(1);
  Control("POST", "/control/deliveries/faults", {{"kind", "reorder"}, {"times", 5}, {"count", 3}});
  DeliverNumbered(6);
  EXPECT_EQ(AnswerAll(), "2105") << "3 and 4 wait for a third";
  Control("DELETE", "/control/deliveries/faults");
  EXPECT_EQ(AnswerAll(), "34");
}

TEST_F(DeliveriesTest, SignatureCanBeBadOrMissingForAnAttempt) {
  PointAtUs(1);
  Control("POST", "/control/deliveries/faults",
          Json::array({{{"kind", "bad_signature"}, {"skip", 1}}, {{"kind", "missing_signature"}}}));
  Deliver(1, {{"payload", {{"eventId", "0"}}}});
  Sent sent = hooks_.Take()[0];
  EXPECT_EQ(sent.Header("SC-Signature"), "") << "the first fault lets one pass";
  sent.Answer(401);
  Advance(25);
  sent = hooks_.Take()[0];
  EXPECT_EQ(sent.Header("SC-Signature").size(), 64u);
  EXPECT_NE(sent.Header("SC-Signature"), HmacSha256Hex(kToken, sent.post.body));
  sent.Answer(401);
  Advance(50);
  sent = hooks_.Take()[0];
  EXPECT_EQ(sent.Header("SC-Signature"), HmacSha256Hex(kToken, sent.post.body));
  sent.Answer(200);
  const Json attempts = Delivery()["attempts"];
  EXPECT_EQ(attempts[0]["signature"], "missing");
  EXPECT_EQ(attempts[1]["signature"], "bad");
  EXPECT_EQ(attempts[2]["signature"], "good");
}

TEST_F(DeliveriesTest, CustomDeliveriesAreSentAsTheyAre) {
  PointAtUs(1);
  Deliver(1, {{"raw", "not JSON"}, {"headers", {{"sc-signature", "00"}, {"user-agent", ""}}}});
  Sent sent = hooks_.Take()[0];
  sent.Answer(200);
  EXPECT_EQ(sent.post.body, "not JSON");
  EXPECT_EQ(sent.Header("sc-signature"), "00");
  EXPECT_EQ(sent.Header("user-agent"), "");
  Deliver(1, {{"vehicle_id", VehicleId(1)},
              {"mode", "TEST"},
              {"event_id", "again"},
              {"triggers", {"FIRST_DELIVERY"}},
              {"pad_body_to", 100000}});
  sent = hooks_.Take()[0];
  EXPECT_EQ(sent.post.body.size(), 100000u);
  EXPECT_EQ(sent.Header("SC-Signature"), HmacSha256Hex(kToken, sent.post.body));
  EXPECT_EQ(sent.json()["eventId"], "again");
  EXPECT_EQ(sent.json()["meta"]["mode"], "TEST");
  EXPECT_EQ(sent.json()["triggers"][0]["type"], "FIRST_DELIVERY");
}

TEST_F(DeliveriesTest, FloodSendsAtItsRateUntilItIsDoneOrStopped) {
  PointAtUs(1);
  SetSwitch("webhook_concurrency", "256");
  Control("POST", Path(1, "/flood"), {{"count", 200}, {"per_second", 100}, {"signal", kCharge}});
  timers_.Advance(absl::Milliseconds(995));
  EXPECT_EQ(hooks_.sent.size(), 100u);
  EXPECT_EQ(hooks_.sent[7].json()["data"]["vehicle"]["id"], VehicleId(8));
  timers_.Advance(absl::Seconds(10));
  EXPECT_EQ(hooks_.Take().size(), 200u);
  Control("POST", Path(1, "/flood"), {{"count", 200}, {"per_second", 100}});
  EXPECT_EQ(Control("DELETE", Path(1, "/flood"))["left"], 199);
  timers_.Advance(absl::Seconds(10));
  EXPECT_LE(hooks_.sent.size(), 1u);
}

TEST_F(DeliveriesTest, StopGivesUpWhatWaits) {
  PointAtUs(1);
  DeliverNumbered(3);
  const Sent first = hooks_.Take()[0];
  EXPECT_EQ(Control("POST", "/control/deliveries/stop")["stopped"], 3);
  first.Answer(500);
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty());
  EXPECT_EQ(Control("GET", "/control/deliveries/count?outcome=stopped")["count"], 3);
  // Later ones go out.
  Deliver(1, {{"payload", {{"eventId", "9"}}}});
  EXPECT_EQ(AnswerAll(), "9");
}

TEST_F(DeliveriesTest, DisabledWebhookLosesWhatWaits) {
  PointAtUs(1);
  DeliverNumbered(2);
  Control("PUT", Path(1), {{"enabled", false}});
  SetCharge(1, 33);
  hooks_.Take()[0].Answer(500);
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty());
}

TEST_F(DeliveriesTest, ResetEndsEverything) {
  PointAtUs(1);
  DeliverNumbered(2);
  const Sent first = hooks_.Take()[0];
  Control("POST", "/control/reset");
  first.Answer(200);
  Advance(1000);
  EXPECT_TRUE(hooks_.sent.empty());
  EXPECT_EQ(Control("GET", "/control/deliveries")["count"], 0);
  EXPECT_EQ(Control("GET", "/control/webhooks?verified=true")["count"], 0);
}

TEST_F(DeliveriesTest, WaitingForADeliveryNeedsNoSleep) {
  PointAtUs(1);
  Deliver(1, {{"vehicle_id", VehicleId(1)}});
  const Answer waiting =
      Send("GET", "/control/deliveries/count?outcome=delivered&wait_for=1&timeout_ms=1000", {});
  EXPECT_EQ(waiting->status, 0);
  hooks_.Take()[0].Answer(200);
  timers_.Advance(absl::Milliseconds(50));
  EXPECT_EQ(waiting->json()["satisfied"], true);
}

TEST_F(DeliveriesTest, WrongRequestsAreExplained) {
  const struct {
    const char* method;
    std::string target;
    const char* body;
    const char* says;
  } kCases[] = {
      {"PUT", Path(1), R"({"callback_uri":"http://example.com/"})", "--webhook_hosts=example.com"},
      {"PUT", Path(1), R"({"callback_uri":"ftp://127.0.0.1/"})", "not a URL"},
      {"PUT", Path(1), R"({"callback_url":"http://127.0.0.1/"})", "callback_uri"},
      {"POST", "/control/webhooks", "{}", "callback_uri is needed"},
      {"POST", Path(1, "/verify"), "{}", "--webhook_hosts=hooks.example.com"},
      {"POST", Path(1, "/deliver"), R"({"vehicle":"x"})", "known are vehicle_id"},
      {"POST", Path(1, "/deliver"), "{}", "connected car"},
      {"POST", Path(1, "/flood"), "{}", "--webhook_hosts"},
      {"POST", "/control/deliveries/faults", R"({"kind":"x"})", "known are kind"},
      {"POST", "/control/deliveries/faults", R"({"kind":"reorder"})", "at least 2"},
      {"GET", "/control/deliveries?event=1", "", "known are webhook_id"},
      {"PUT", "/control/management_token", "{}", "not empty"},
  };
  for (const auto& test : kCases) {
    const Answer answer = Send(test.method, test.target, {}, test.body);
    EXPECT_EQ(answer->status, 400) << test.target << test.body;
    EXPECT_NE(answer->body.find(test.says), std::string::npos) << answer->body;
  }
  EXPECT_EQ(Send("POST", Path(9, "/verify"), {})->status, 404);
  EXPECT_TRUE(hooks_.sent.empty());
}

}  // namespace
}  // namespace smartcar_simulator
