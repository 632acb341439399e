// Subscriptions: accepted at once, visible later, ended.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class SubscriptionsTest : public SimulatorFixture {
 protected:
  static Json Wish(int webhook, int user, int vehicle) {
    return Attributes({{"webhookId", WebhookId(webhook)},
                       {"userId", UserId(user)},
                       {"vehicleId", VehicleId(vehicle)}});
  }

  Answer Create(int webhook, int user, int vehicle) {
    return Call("POST", "/v3/subscriptions", 0, Wish(webhook, user, vehicle));
  }

  Json List(const std::string& query = "") {
    const Answer answer = Call("GET", "/v3/subscriptions" + query);
    EXPECT_EQ(answer->status, 200) << answer->body;
    return answer->json();
  }

  Json Of(int webhook) { return List("?filter[webhookId]=" + WebhookId(webhook))["data"]; }
};

TEST_F(SubscriptionsTest, CreationIsAcceptedAndVisibleAtOnceByDefault) {
  const Answer created = Create(2, 1, 1);
  EXPECT_EQ(created->status, 202);
  EXPECT_EQ(created->json(),
            Json::object({{"meta", {{"message", "subscription creation in progress"}}}}));
  const Json found = Of(2);
  ASSERT_EQ(found.size(), 1u);
  const std::string id = found[0]["id"];
  EXPECT_EQ(found[0]["type"], "subscription");
  EXPECT_EQ(found[0]["attributes"]["vehicle"]["model"], "Model 3");
  EXPECT_EQ(found[0]["attributes"]["vehicle"]["mode"], "live");
  EXPECT_EQ(found[0]["meta"]["createdAt"], "2026-09-01T12:00:00.000Z");
  EXPECT_EQ(found[0]["links"]["self"], "https://smartcar.test/v3/subscriptions/" + id);
  const Json& relations = found[0]["relationships"];
  EXPECT_EQ(relations["webhook"]["data"], (Json{{"type", "webhook"}, {"id", WebhookId(2)}}));
  EXPECT_EQ(relations["user"]["data"], (Json{{"type", "user"}, {"id", UserId(1)}}));
  EXPECT_EQ(relations["vehicle"]["data"], (Json{{"type", "vehicle"}, {"id", VehicleId(1)}}));
  EXPECT_EQ(relations["vehicle"]["links"]["related"],
            "https://smartcar.test/v3/vehicles/" + VehicleId(1));
  EXPECT_EQ(Call("GET", "/v3/subscriptions/" + id)->json()["data"], found[0]);
}

TEST_F(SubscriptionsTest, CreationShowsAfterTheDelayOfTheSwitch) {
  SetSwitch("subscription_delay", "30s");
  EXPECT_EQ(Create(2, 1, 1)->status, 202);
  clock_.Advance(absl::Seconds(29));
  EXPECT_EQ(Of(2).size(), 0u);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Of(2).size(), 1u);
}

TEST_F(SubscriptionsTest, HeldCreationShowsWhenReleased) {
  SetSwitch("subscription_delay", "hold");
  EXPECT_EQ(Create(2, 1, 1)->status, 202);
  EXPECT_EQ(Create(2, 1, 2)->status, 202);
  clock_.Advance(absl::Minutes(50));
  EXPECT_EQ(Of(2).size(), 0u);
  const Json held = Control("GET", "/control/subscriptions?visible=false");
  ASSERT_EQ(held["count"], 2);
  const std::string id = held["subscriptions"][0]["id"];
  EXPECT_EQ(Call("GET", "/v3/subscriptions/" + id)->status, 404);
  EXPECT_EQ(Call("DELETE", "/v3/subscriptions/" + id)->status, 404);
  Json one = Json::object();
  one["id"] = id;
  EXPECT_EQ(Control("POST", "/control/subscriptions/release", one)["released"], 1);
  ASSERT_EQ(Of(2).size(), 1u);
  EXPECT_EQ(Of(2)[0]["id"], id);
  EXPECT_EQ(Control("POST", "/control/subscriptions/release")["released"], 1);
  EXPECT_EQ(Of(2).size(), 2u);
}

TEST_F(SubscriptionsTest, SecondOneForTheSameIsAConflict) {
  EXPECT_EQ(Create(2, 1, 2)->status, 202);
  const Answer again = Create(2, 1, 2);
  EXPECT_EQ(again->status, 409);
  EXPECT_EQ(again->error()["code"], "SUBSCRIPTION_EXISTS");
  // The other user of the same car is another subscription.
  EXPECT_EQ(Create(2, 3, 2)->status, 202);
  // Also while it cannot be seen, and where the webhook subscribes by itself.
  SetSwitch("subscription_delay", "hold");
  EXPECT_EQ(Create(2, 1, 1)->status, 202);
  EXPECT_EQ(Create(2, 1, 1)->status, 409);
  EXPECT_EQ(Create(1, 1, 1)->status, 409);
  SetSwitch("management_errors", "generic");
  EXPECT_EQ(Create(1, 1, 1)->error()["code"], "conflict");
}

TEST_F(SubscriptionsTest, UnknownPartsAreNotFoundAndBadBodiesRefused) {
  EXPECT_EQ(Create(9, 1, 1)->error()["code"], "WEBHOOK_NOT_FOUND");
  EXPECT_EQ(Create(2, 1, 99)->error()["code"], "CONNECTION_NOT_FOUND");
  EXPECT_EQ(Create(2, 2, 1)->status, 404);
  for (const Json& body :
       {Json::object(), Attributes({{"webhookId", WebhookId(2)}, {"userId", UserId(1)}}),
        Attributes({{"webhookId", WebhookId(2)},
                    {"userId", UserId(1)},
                    {"vehicleId", VehicleId(1)},
                    {"extra", 1}}),
        Attributes({{"webhookId", 2}, {"userId", UserId(1)}, {"vehicleId", VehicleId(1)}})}) {
    const Answer answer = Call("POST", "/v3/subscriptions", 0, body);
    EXPECT_EQ(answer->status, 400) << body;
    EXPECT_EQ(answer->error()["type"], "VALIDATION");
  }
  EXPECT_EQ(Of(2).size(), 0u);
}

TEST_F(SubscriptionsTest, AutoSubscribingWebhookHasEveryLiveConnection) {
  const Json list = List();
  EXPECT_EQ(list["meta"], (Json{{"pageNumber", 1}, {"pageSize", 25}, {"totalCount", 15}}));
  EXPECT_EQ(list["data"][0]["id"], SubscriptionId(1));
  EXPECT_EQ(Of(1).size(), 14u);
  EXPECT_EQ(List("?filter[vehicle.mode]=simulated")["data"][0]["id"], SubscriptionId(314));
  EXPECT_EQ(List("?filter[vehicleId]=" + VehicleId(2))["data"].size(), 2u);
  EXPECT_EQ(
      List("?filter[vehicleId]=" + VehicleId(2) + "&filter[userId]=" + UserId(3))["data"].size(),
      1u);
  EXPECT_EQ(List("?page[size]=10&page[number]=2")["data"].size(), 5u);
  EXPECT_EQ(Call("GET", "/v3/subscriptions?page[size]=101")->status, 400);
  EXPECT_EQ(Call("GET", "/v3/subscriptions?filter[mode]=live")->status, 400);
}

TEST_F(SubscriptionsTest, ListCanBeOfLiveVehiclesUnlessAsked) {
  SetSwitch("subscriptions_listed", "live");
  EXPECT_EQ(List()["meta"]["totalCount"], 14);
  EXPECT_EQ(List("?filter[vehicle.mode]=simulated")["meta"]["totalCount"], 1);
}

TEST_F(SubscriptionsTest, DeletedOneIsGoneAndCanBeMadeAgain) {
  const std::string path = "/v3/subscriptions/" + SubscriptionId(1);
  EXPECT_EQ(Call("DELETE", path)->status, 204);
  EXPECT_EQ(Call("DELETE", path)->error()["code"], "SUBSCRIPTION_NOT_FOUND");
  EXPECT_EQ(Call("GET", path)->status, 404);
  EXPECT_EQ(Create(1, 1, 1)->status, 202);
  EXPECT_EQ(Of(1).size(), 14u);
}

TEST_F(SubscriptionsTest, SubscriptionsEndWithTheirConnection) {
  Call("DELETE", "/v3/connections/" + ConnectionId(1));
  EXPECT_EQ(Call("GET", "/v3/subscriptions/" + SubscriptionId(1))->status, 404);
  Call("DELETE", "/v3/users/" + UserId(3));
  // Only user 2's and what is left of user 1's.
  EXPECT_EQ(Of(1).size(), 8u);
}

TEST_F(SubscriptionsTest, RelationsCanAllBeTypedWebhook) {
  SetSwitch("subscription_relations", "webhook");
  const Json relations =
      Call("GET", "/v3/subscriptions/" + SubscriptionId(1))->json()["data"]["relationships"];
  for (const char* name : {"webhook", "user", "vehicle"}) {
    EXPECT_EQ(relations[name]["data"]["type"], "webhook") << name;
  }
  EXPECT_EQ(relations["vehicle"]["data"]["id"], VehicleId(1));
}

TEST_F(SubscriptionsTest, EarlyAccessShape) {
  SetSwitch("json_shape", "early_access");
  const Json one = Call("GET", "/v3/subscriptions/" + SubscriptionId(1))->json();
  EXPECT_EQ(one["id"], SubscriptionId(1));
  EXPECT_TRUE(one["meta"]["createdAt"].is_number_integer());
  EXPECT_EQ(one["relationships"]["webhook"]["links"]["related"], "/webhooks/" + WebhookId(1));
  EXPECT_EQ(Create(2, 1, 1)->status, 202);
}

TEST_F(SubscriptionsTest, ControlCountsSoThatATestCanWait) {
  SetSwitch("subscription_delay", "hold");
  const Answer waiting =
      Send("GET", "/control/subscriptions?visible=false&wait_for=1&timeout_ms=1000", {});
  EXPECT_EQ(waiting->status, 0);
  Create(2, 1, 1);
  timers_.Advance(absl::Milliseconds(50));
  EXPECT_EQ(waiting->json()["satisfied"], true);
  EXPECT_EQ(Send("POST", "/control/subscriptions/release", {}, R"({"id":"x"})")->status, 404);
  EXPECT_EQ(Send("POST", "/control/subscriptions/release", {}, R"({"id":1})")->status, 400);
}

}  // namespace
}  // namespace smartcar_simulator
