// Webhooks: list, filters, paging, read.
#include <set>

#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class WebhooksTest : public SimulatorFixture {
 protected:
  Json List(const std::string& query = "") {
    const Answer answer = Call("GET", "/v3/webhooks" + query);
    EXPECT_EQ(answer->status, 200) << answer->body;
    return answer->json();
  }

  // The numbers of the webhooks that are listed.
  std::set<int> Listed(const std::string& query) {
    std::set<int> numbers;
    const Json list = List(query);
    for (const Json& webhook : list["data"]) {
      for (int number = 1; number <= 3; ++number) {
        if (webhook["id"] == WebhookId(number)) numbers.insert(number);
      }
    }
    return numbers;
  }
};

TEST_F(WebhooksTest, WebhookHasAllDocumentedMembers) {
  const Json webhook = Call("GET", "/v3/webhooks/" + WebhookId(2))->json()["data"];
  EXPECT_EQ(webhook["type"], "webhook");
  EXPECT_EQ(webhook["attributes"]["name"], "Charging");
  EXPECT_EQ(webhook["attributes"]["callbackUri"], "https://hooks.example.com/smartcar/charging");
  EXPECT_EQ(webhook["attributes"]["errorCallbackUri"], "https://hooks.example.com/smartcar/errors");
  EXPECT_EQ(webhook["attributes"]["isEnabled"], true);
  EXPECT_EQ(webhook["attributes"]["autoSubscribe"], false);
  EXPECT_EQ(webhook["attributes"]["triggers"],
            Json::array({{{"group", "Charge"},
                          {"name", "DetailedChargingStatus"},
                          {"code", "charge-detailedchargingstatus"}}}));
  EXPECT_EQ(webhook["attributes"]["data"].size(), 3u);
  EXPECT_EQ(webhook["links"]["self"], "https://smartcar.test/v3/webhooks/" + WebhookId(2));
  EXPECT_EQ(webhook["meta"]["createdAt"], "2026-05-10T08:00:00.000Z");
  const Json first = Call("GET", "/v3/webhooks/" + WebhookId(1))->json()["data"];
  EXPECT_EQ(first["attributes"]["errorCallbackUri"], nullptr);
  EXPECT_EQ(first["attributes"]["autoSubscribe"], true);
}

TEST_F(WebhooksTest, DefaultListHasFiftyPerPageAndNoOrder) {
  const Json list = List();
  EXPECT_EQ(list["data"].size(), 3u);
  EXPECT_EQ(list["meta"], (Json{{"pageNumber", 1}, {"pageSize", 50}, {"totalCount", 3}}));
  EXPECT_EQ(list["links"]["self"],
            "https://smartcar.test/v3/webhooks?page%5Bnumber%5D=1&page%5Bsize%5D=50");
  EXPECT_EQ(list["links"]["next"], nullptr);
}

TEST_F(WebhooksTest, FiltersNarrowTheList) {
  EXPECT_EQ(Listed("?filter[name]=cHARG"), (std::set<int>{2}));
  EXPECT_EQ(Listed("?filter[callbackUri]=HOOKS.example"), (std::set<int>{1, 2}));
  EXPECT_EQ(Listed("?filter[isEnabled]=false"), (std::set<int>{3}));
  EXPECT_EQ(Listed("?filter[autoSubscribe]=true"), (std::set<int>{1}));
  EXPECT_EQ(Listed("?filter[isEnabled]=true&filter[autoSubscribe]=false"), (std::set<int>{2}));
  EXPECT_EQ(Listed("?filter[name]=nothing"), (std::set<int>{}));
  EXPECT_EQ(Call("GET", "/v3/webhooks?filter[isEnabled]=yes")->status, 400);
  EXPECT_EQ(Call("GET", "/v3/webhooks?filter[mode]=live")->status, 400);
}

TEST_F(WebhooksTest, PagesFollowOneAnother) {
  const Json second = List("?page[size]=1&page[number]=2&filter[name]=e");
  ASSERT_EQ(second["data"].size(), 1u);
  EXPECT_EQ(second["data"][0]["id"], WebhookId(3));
  EXPECT_EQ(second["meta"]["totalCount"], 2);
  EXPECT_EQ(second["links"]["next"], nullptr);
  EXPECT_EQ(second["links"]["prev"],
            "https://smartcar.test/v3/webhooks?page%5Bnumber%5D=1&page%5Bsize%5D=1"
            "&filter%5Bname%5D=e");
  EXPECT_EQ(Call("GET", "/v3/webhooks?page[size]=101")->status, 400);
  EXPECT_EQ(Call("GET", "/v3/webhooks?page[size]=100")->status, 200);
}

TEST_F(WebhooksTest, UnknownWebhookIsNotFoundAndNoneCanBeMade) {
  const Answer unknown = Call("GET", "/v3/webhooks/" + WebhookId(9));
  EXPECT_EQ(unknown->status, 404);
  EXPECT_EQ(unknown->error()["code"], "WEBHOOK_NOT_FOUND");
  EXPECT_EQ(Call("POST", "/v3/webhooks", 0, Attributes({{"name", "x"}}))->status, 405);
  EXPECT_EQ(Send("GET", "/v3/webhooks", {})->status, 401);
}

TEST_F(WebhooksTest, ErrorsCanBeGeneric) {
  SetSwitch("management_errors", "generic");
  const Json error = Call("GET", "/v3/webhooks/" + WebhookId(9))->error();
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_FALSE(error.contains("type"));
  // The vehicle API keeps the taxonomy.
  EXPECT_EQ(OnVehicle("GET", 99, "")->error()["code"], "VEHICLE_NOT_FOUND");
}

TEST_F(WebhooksTest, EarlyAccessShape) {
  SetSwitch("json_shape", "early_access");
  const Json webhook = Call("GET", "/v3/webhooks/" + WebhookId(1))->json();
  EXPECT_EQ(webhook["id"], WebhookId(1));
  EXPECT_EQ(webhook["links"]["self"], "/webhooks/" + WebhookId(1));
  EXPECT_EQ(webhook["meta"]["createdAt"], 1778486400000);
  EXPECT_EQ(List()["meta"]["page"], 1);
}

TEST_F(WebhooksTest, ListCanTellItsOrder) {
  SetSwitch("management_order", "on");
  EXPECT_EQ(List()["meta"]["orderBy"], "createdAt");
  EXPECT_EQ(List()["meta"]["orderDirection"], "DESC");
}

}  // namespace
}  // namespace smartcar_simulator
