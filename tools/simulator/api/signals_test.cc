// Vehicles and signals as they are read.
#include <set>

#include "tools/simulator/model/signal_catalog.h"
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class SignalsTest : public SimulatorFixture {};

TEST_F(SignalsTest, VehicleIsReadWithoutAUser) {
  const Answer answer = OnVehicle("GET", 1, "", /*user=*/0);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->Header("sc-request-id").size(), 36u);
  EXPECT_EQ(
      answer->json()["data"],
      (Json{{"id", VehicleId(1)},
            {"type", "vehicle"},
            {"attributes",
             {{"make", "TESLA"},
              {"model", "Model 3"},
              {"year", 2023},
              {"powertrainType", "BEV"},
              {"mode", "live"}}},
            {"links",
             Json::object({{"self", "https://smartcar.test/v3/vehicles/" + VehicleId(1)}})}}));
  EXPECT_EQ(OnVehicle("GET", 99, "")->error()["code"], "VEHICLE_NOT_FOUND");
}

TEST_F(SignalsTest, AllSignalsOfTheFleetAreServedByEndpoint) {
  std::set<std::string> codes;
  const Json state = Control("GET", "/control/state");
  for (const Json& vehicle : state["vehicles"]) {
    const std::string user = vehicle["user_id"];
    const Answer answer =
        Send("GET", "/v3/vehicles/" + vehicle["id"].get<std::string>() + "/signals",
             {{"authorization", "Bearer " + FreshToken()}, {"sc-user-id", user}});
    ASSERT_EQ(answer->status, 200);
    const Json body = answer->json();
    EXPECT_EQ(body["meta"]["totalCount"], body["data"].size());
    EXPECT_EQ(body["included"]["vehicle"]["id"], vehicle["id"]);
    std::string last;
    for (const Json& signal : body["data"]) {
      const std::string code = signal["id"];
      EXPECT_LT(last, code);
      last = code;
      const SignalDefinition* definition = FindSignal(code);
      ASSERT_NE(definition, nullptr) << code;
      EXPECT_EQ(signal["attributes"]["code"], code);
      EXPECT_EQ(signal["attributes"]["name"], definition->name);
      EXPECT_EQ(signal["attributes"]["group"], definition->group);
      EXPECT_TRUE(signal["meta"]["ingestedAt"].is_string());
      if (signal["attributes"]["status"]["value"] == "SUCCESS") codes.insert(code);
    }
  }
  EXPECT_EQ(codes.size(), AllSignals().size());
}

TEST_F(SignalsTest, ErrorWithoutBody) {
  const Json signal = OnVehicle("GET", 1, "/signals/closure-sunroof")->json()["data"];
  EXPECT_FALSE(signal["attributes"].contains("body"));
  EXPECT_EQ(signal["attributes"]["status"]["value"], "ERROR");
  EXPECT_EQ(signal["attributes"]["status"]["error"]["type"], "COMPATIBILITY");
  EXPECT_EQ(signal["attributes"]["status"]["error"]["code"], "VEHICLE_NOT_CAPABLE");
  EXPECT_EQ(signal["attributes"]["status"]["error"]["title"], "Vehicle Not Capable");
  EXPECT_EQ(signal["attributes"]["status"]["error"]["resolution"]["type"],
            "UNKNOWN_RESOLUTION_TYPE");
  EXPECT_EQ(signal["meta"].size(), 1u);
}

TEST_F(SignalsTest, ErrorWithNullValue) {
  const Json attributes = ReadSignal(1, "charge-wattage");
  EXPECT_EQ(attributes["body"], (Json{{"value", nullptr}, {"unit", "watt"}}));
  EXPECT_EQ(attributes["status"]["error"]["code"], "NOT_CHARGING");
}

TEST_F(SignalsTest, ErrorWithStaleBodyKeepsItsOldTimes) {
  const Json signal = OnVehicle("GET", 2, "/signals/climate-internaltemperature")->json()["data"];
  EXPECT_EQ(signal["attributes"]["status"]["error"]["code"], "NO_RESPONSE");
  EXPECT_EQ(signal["attributes"]["body"]["value"], 17.5);
  EXPECT_EQ(signal["meta"]["oemUpdatedAt"], "2026-08-30T06:50:00.000Z");
}

TEST_F(SignalsTest, MissingPermissionIsAnErrorOfTheSignalAlone) {
  EXPECT_EQ(ReadSignal(2, "tractionbattery-stateofcharge", /*user=*/3)["body"]["value"], 45);
  const Json refused = ReadSignal(2, "closure-islocked", /*user=*/3);
  EXPECT_EQ(refused["status"]["error"]["type"], "PERMISSION");
  EXPECT_EQ(refused["status"]["error"]["code"], "UNKNOWN");
  EXPECT_FALSE(refused.contains("body"));
}

TEST_F(SignalsTest, EmptyStoreIsAnEmptyListAndNotFound) {
  const Answer list = OnVehicle("GET", 10, "/signals", /*user=*/3);
  EXPECT_EQ(list->status, 200);
  EXPECT_EQ(list->json()["data"], Json::array());
  EXPECT_EQ(list->json()["meta"]["totalCount"], 0);
  const Answer one = OnVehicle("GET", 10, "/signals/odometer-traveleddistance", /*user=*/3);
  EXPECT_EQ(one->status, 404);
  EXPECT_EQ(one->error()["code"], "SIGNAL_NOT_FOUND");
  EXPECT_NE(one->error()["detail"].get<std::string>().find(VehicleId(10)), std::string::npos);
  Control("POST", "/control/vehicles/" + VehicleId(10) + "/refresh");
  EXPECT_GT(OnVehicle("GET", 10, "/signals", /*user=*/3)->json()["meta"]["totalCount"], 10);
}

TEST_F(SignalsTest, UserIsNeededAndMustBeConnected) {
  const Answer missing = OnVehicle("GET", 1, "/signals", /*user=*/0);
  EXPECT_EQ(missing->status, 400);
  EXPECT_EQ(missing->error()["type"], "VALIDATION");
  EXPECT_EQ(missing->error()["code"], "MISSING_PARAMETER");
  EXPECT_EQ(missing->error()["detail"], "missing userId");
  EXPECT_EQ(OnVehicle("GET", 1, "/signals", /*user=*/2)->status, 404);
  SetSwitch("ownership_mismatch", "403");
  const Answer foreign = OnVehicle("GET", 1, "/signals", /*user=*/2);
  EXPECT_EQ(foreign->status, 403);
  EXPECT_EQ(foreign->error()["code"], "ACCESS_DENIED");
}

TEST_F(SignalsTest, ImperialUnitsOnRequest) {
  const std::string path = "/v3/vehicles/" + VehicleId(1) + "/signals/";
  const auto read = [&](const std::string& code) {
    const Answer answer = Send("GET", path + code,
                               {{"authorization", "Bearer " + FreshToken()},
                                {"sc-user-id", UserId(1)},
                                {"sc-unit-system", "imperial"}});
    EXPECT_EQ(answer->Header("sc-unit-system"), "imperial");
    Json body = answer->json();
    return body["data"]["attributes"]["body"];
  };
  EXPECT_EQ(read("odometer-traveleddistance"), (Json{{"value", 4392.22}, {"unit", "miles"}}));
  EXPECT_EQ(read("climate-externaltemperature"), (Json{{"value", 65.3}, {"unit", "fahrenheit"}}));
  EXPECT_EQ(read("wheel-tires")["values"][0]["tirePressure"], 42.06);
  EXPECT_EQ(read("tractionbattery-range")["additionalValues"][0]["value"], 205.67);
  EXPECT_EQ(read("tractionbattery-stateofcharge"), (Json{{"value", 62}, {"unit", "percent"}}));
}

TEST_F(SignalsTest, EarlyAccessShape) {
  SetSwitch("json_shape", "early_access");
  const Json vehicle = OnVehicle("GET", 1, "")->json();
  EXPECT_EQ(vehicle["id"], VehicleId(1));
  EXPECT_EQ(vehicle["links"]["self"], "/vehicles/" + VehicleId(1));
  const Json signal = OnVehicle("GET", 1, "/signals/odometer-traveleddistance")->json();
  EXPECT_EQ(signal["id"], "odometer-traveleddistance");
  EXPECT_EQ(signal["meta"]["oemUpdatedAt"], 1788263400000);
  EXPECT_FALSE(signal["meta"].contains("ingestedAt"));
  const Json list = OnVehicle("GET", 1, "/signals")->json();
  EXPECT_TRUE(list["data"].is_array());
  EXPECT_EQ(list["meta"]["page"], 1);
  EXPECT_FALSE(list["meta"].contains("pageNumber"));
  EXPECT_EQ(OnVehicle("GET", 99, "")->error()["code"], "VEHICLE_NOT_FOUND");
}

TEST_F(SignalsTest, ControlCanSetAndRemoveAnySignal) {
  const std::string path = "/control/vehicles/" + VehicleId(1) + "/signals/";
  Json signal = Json::object();
  signal["body"] = {{"value", 12}, {"unit", "parsec"}};
  signal["status"] = "UNAVAILABLE";
  signal["oem_updated_at"] = "2020-01-02T03:04:05Z";
  Control("PUT", path + "novelty-unheardof", signal);
  const Json read = OnVehicle("GET", 1, "/signals/novelty-unheardof")->json()["data"];
  EXPECT_EQ(read["attributes"]["name"], "unheardof");
  EXPECT_EQ(read["attributes"]["group"], "novelty");
  EXPECT_EQ(read["attributes"]["status"]["value"], "UNAVAILABLE");
  EXPECT_EQ(read["attributes"]["body"]["unit"], "parsec");
  EXPECT_EQ(read["meta"]["oemUpdatedAt"], "2020-01-02T03:04:05.000Z");
  Json error = Json::object();
  error["error"] = {{"type", "UPSTREAM"}, {"code", "RATE_LIMIT"}};
  Control("PUT", path + "novelty-unheardof", error);
  EXPECT_EQ(ReadSignal(1, "novelty-unheardof")["status"]["error"]["code"], "RATE_LIMIT");
  Control("DELETE", path + "novelty-unheardof");
  EXPECT_EQ(OnVehicle("GET", 1, "/signals/novelty-unheardof")->status, 404);
}

}  // namespace
}  // namespace smartcar_simulator
