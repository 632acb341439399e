// Connections and users: filters, paging, reading, deleting.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class ConnectionsTest : public SimulatorFixture {
 protected:
  Json List(const std::string& query = "") {
    const Answer answer = Call("GET", "/v3/connections" + query);
    EXPECT_EQ(answer->status, 200) << answer->body;
    return answer->json();
  }
};

TEST_F(ConnectionsTest, DefaultListIsThePageOfTenNewestLiveOnes) {
  const Json list = List();
  ASSERT_EQ(list["data"].size(), 10u);
  EXPECT_EQ(list["data"][0]["id"], ConnectionId(1));
  EXPECT_EQ(list["meta"], (Json{{"pageNumber", 1},
                                {"pageSize", 10},
                                {"totalCount", 14},
                                {"orderBy", "createdAt"},
                                {"orderDirection", "DESC"}}));
  const std::string base = "https://smartcar.test/v3/connections?page%5Bnumber%5D=";
  const std::string rest = "&page%5Bsize%5D=10&filter%5Bvehicle.mode%5D=live";
  EXPECT_EQ(list["links"]["self"], base + "1" + rest);
  EXPECT_EQ(list["links"]["next"], base + "2" + rest);
  EXPECT_EQ(list["links"]["last"], base + "2" + rest);
  EXPECT_EQ(list["links"]["prev"], nullptr);
  for (size_t i = 1; i < list["data"].size(); ++i) {
    EXPECT_GT(list["data"][i - 1]["meta"]["createdAt"].get<std::string>(),
              list["data"][i]["meta"]["createdAt"].get<std::string>());
  }
}

TEST_F(ConnectionsTest, PagesFollowOneAnotherAndEndEmpty) {
  const Json second = List("?page%5Bnumber%5D=2");
  EXPECT_EQ(second["data"].size(), 4u);
  EXPECT_EQ(second["links"]["next"], nullptr);
  EXPECT_NE(second["links"]["prev"], nullptr);
  const Json beyond = List("?page[number]=3");
  EXPECT_EQ(beyond["data"].size(), 0u);
  EXPECT_EQ(beyond["meta"]["totalCount"], 14);
  EXPECT_EQ(List("?page[size]=100")["data"].size(), 14u);
}

TEST_F(ConnectionsTest, FiltersNarrowTheList) {
  EXPECT_EQ(List("?filter[userId]=" + UserId(1))["data"].size(), 3u);
  EXPECT_EQ(List("?filter[vehicleId]=" + VehicleId(2))["data"].size(), 2u);
  EXPECT_EQ(List("?filter%5Bvehicle.mode%5D=simulated")["data"].size(), 2u);
  EXPECT_EQ(List("?filter[user.externalId]=ada")["data"].size(), 3u);
  EXPECT_EQ(List("?filter[user.externalId]=nobody")["data"].size(), 0u);
  EXPECT_EQ(Call("GET", "/v3/connections", /*user=*/1)->json()["meta"]["totalCount"], 3);
  const Json both = List("?filter[vehicleId]=" + VehicleId(2) + "&filter[userId]=" + UserId(3));
  ASSERT_EQ(both["data"].size(), 1u);
  EXPECT_EQ(both["data"][0]["attributes"]["permissions"],
            Json({"read_battery", "read_charge", "read_vehicle_info"}));
  EXPECT_NE(both["links"]["self"].get<std::string>().find("filter%5BuserId%5D=" + UserId(3)),
            std::string::npos);
}

TEST_F(ConnectionsTest, WrongQueriesAreRefused) {
  for (const char* query : {"?page[number]=0", "?page[number]=x", "?page[size]=101",
                            "?page[size]=0", "?filter[vehicle.mode]=test", "?filter[user]=1"}) {
    const Answer answer = Call("GET", std::string("/v3/connections") + query);
    EXPECT_EQ(answer->status, 400) << query;
    EXPECT_EQ(answer->error()["type"], "VALIDATION") << query;
    EXPECT_EQ(answer->error()["code"], "INVALID_INPUT_FORMAT") << query;
  }
}

TEST_F(ConnectionsTest, AConnectionHasSmartcarsShape) {
  const Json data = Call("GET", "/v3/connections/" + ConnectionId(1))->json()["data"];
  EXPECT_EQ(data["type"], "connection");
  EXPECT_EQ(data["attributes"]["permissions"].size(), 28u);
  EXPECT_EQ(data["attributes"]["vehicle"], (Json{{"make", "TESLA"},
                                                 {"model", "Model 3"},
                                                 {"year", 2023},
                                                 {"powertrainType", "BEV"},
                                                 {"mode", "live"}}));
  EXPECT_EQ(data["attributes"]["user"], (Json{{"id", UserId(1)}, {"externalId", "ada"}}));
  EXPECT_EQ(data["relationships"]["vehicle"]["data"],
            (Json{{"id", VehicleId(1)}, {"type", "vehicle"}}));
  EXPECT_EQ(data["relationships"]["vehicle"]["links"]["related"],
            "https://smartcar.test/v3/vehicles/" + VehicleId(1));
  EXPECT_EQ(data["relationships"]["user"]["data"], (Json{{"id", UserId(1)}, {"type", "user"}}));
  EXPECT_EQ(data["links"]["self"], "https://smartcar.test/v3/connections/" + ConnectionId(1));
  EXPECT_EQ(data["meta"]["createdAt"], "2026-06-29T09:15:00.349Z");
  const Json third_user = Call("GET", "/v3/connections/" + ConnectionId(9))->json()["data"];
  EXPECT_FALSE(third_user["attributes"]["user"].contains("externalId"));
}

TEST_F(ConnectionsTest, DeletedConnectionTakesTheCarAway) {
  EXPECT_EQ(OnVehicle("GET", 3, "")->status, 200);
  const Answer deleted = Call("DELETE", "/v3/connections/" + ConnectionId(3));
  EXPECT_EQ(deleted->status, 204);
  EXPECT_EQ(deleted->body, "");
  EXPECT_EQ(Call("GET", "/v3/connections/" + ConnectionId(3))->status, 404);
  EXPECT_EQ(Call("DELETE", "/v3/connections/" + ConnectionId(3))->status, 404);
  EXPECT_EQ(OnVehicle("GET", 3, "")->status, 404);
  EXPECT_EQ(OnVehicle("GET", 3, "/signals")->status, 404);
}

TEST_F(ConnectionsTest, DeletedUserTakesAllHerConnections) {
  EXPECT_EQ(Call("DELETE", "/v3/users/" + UserId(1))->status, 204);
  EXPECT_EQ(Call("DELETE", "/v3/users/" + UserId(1))->status, 404);
  EXPECT_EQ(List("?filter[userId]=" + UserId(1))["data"].size(), 0u);
  EXPECT_EQ(List()["meta"]["totalCount"], 11);
  // The shared car is still the other user's.
  EXPECT_EQ(OnVehicle("GET", 2, "/signals", /*user=*/3)->status, 200);
  EXPECT_EQ(OnVehicle("GET", 2, "/signals", /*user=*/1)->status, 404);
}

}  // namespace
}  // namespace smartcar_simulator
