// The second reading of each open question, one by one and all at once.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class ReadingsTest : public SimulatorFixture {
 protected:
  Json Body(int vehicle, const std::string& code) { return ReadSignal(vehicle, code)["body"]; }

  static Json Daily() {
    return Attributes({{"startTime", "08:00"},
                       {"stopTime", "10:30"},
                       {"location", {{"latitude", 52.5}, {"longitude", 13.4}}}});
  }
};

TEST_F(ReadingsTest, OlderUnitWords) {
  SetSwitch("unit_words", "older");
  EXPECT_EQ(Body(1, "tractionbattery-stateofcharge"),
            (Json{{"value", 62}, {"unit", "percentage"}}));
  EXPECT_EQ(Body(1, "odometer-traveleddistance")["unit"], "kilometers");
  EXPECT_EQ(Body(1, "motion-currentspeed")["unit"], "kph");
  EXPECT_EQ(Body(1, "tractionbattery-nominalcapacity")["unit"], "kilowatt-hours");
  EXPECT_EQ(Body(1, "climate-externaltemperature")["unit"], "degrees-celsius");
  EXPECT_EQ(Body(1, "charge-wattage"), (Json{{"value", nullptr}, {"unit", "kilowatts"}}));
  EXPECT_EQ(Body(2, "charge-wattage"), (Json{{"value", 11.0}, {"unit", "kilowatts"}}));
  EXPECT_EQ(Body(1, "wheel-tires")["unit"], "bar");
  EXPECT_EQ(Body(1, "closure-islocked"), (Json{{"value", true}}));
}

TEST_F(ReadingsTest, NamedClosureLists) {
  SetSwitch("closure_keys", "named");
  const Json doors = Body(1, "closure-doors");
  EXPECT_EQ(doors["doors"].size(), 4u);
  EXPECT_FALSE(doors.contains("values"));
  EXPECT_EQ(doors["rowCount"], 2);
  EXPECT_EQ(Body(1, "closure-windows")["windows"].size(), 4u);
  EXPECT_TRUE(Body(1, "wheel-tires").contains("values"));
}

TEST_F(ReadingsTest, PagesMayBeClampedInsteadOfRefused) {
  for (const char* query : {"page[size]=0", "page[size]=101", "page[size]=x", "page[number]=0"}) {
    EXPECT_EQ(Call("GET", std::string("/v3/connections?") + query)->status, 400) << query;
  }
  SetSwitch("connections_max_page_size", "5");
  EXPECT_EQ(Call("GET", "/v3/connections?page[size]=6")->status, 400);
  SetSwitch("invalid_page", "clamp");
  const Json clamped = Call("GET", "/v3/connections?page[size]=100&page[number]=-1")->json();
  EXPECT_EQ(clamped["data"].size(), 5u);
  EXPECT_EQ(clamped["meta"]["pageSize"], 5);
  EXPECT_EQ(clamped["meta"]["pageNumber"], 1);
  EXPECT_EQ(Call("GET", "/v3/connections")->json()["meta"]["pageSize"], 5);
  EXPECT_EQ(Call("GET", "/v3/connections?page[size]=x")->json()["meta"]["pageSize"], 5);
}

TEST_F(ReadingsTest, PageNumberMayBeCalledPage) {
  SetSwitch("page_number_name", "page");
  EXPECT_EQ(Call("GET", "/v3/connections?page[number]=2")->json()["meta"]["page"], 2);
  EXPECT_EQ(OnVehicle("GET", 1, "/signals")->json()["meta"]["page"], 1);
}

TEST_F(ReadingsTest, CommandTypesMayBeSpeltAsOperations) {
  SetSwitch("command_type", "operation");
  const auto type = [&](const char* path) {
    return OnVehicle("POST", 1, path)->json()["data"]["attributes"]["commandType"];
  };
  EXPECT_EQ(type("/commands/security/lock"), "lock-doors");
  EXPECT_EQ(type("/commands/security/unlock"), "security-unlock");  // documented
  EXPECT_EQ(type("/commands/charge/start"), "start-charge");
  const Json state = Control("GET", "/control/vehicles/" + VehicleId(1));
  EXPECT_EQ(state["command_counts"]["security-lock"], 1);
}

TEST_F(ReadingsTest, RefusedCommandMayBeStatusError) {
  SetSwitch("failed_command", "status_error");
  const Answer asleep = OnVehicle("POST", 7, "/commands/security/lock", /*user=*/2);
  EXPECT_EQ(asleep->status, 200);
  EXPECT_EQ(asleep->json()["data"]["attributes"]["status"]["value"], "ERROR");
  EXPECT_EQ(asleep->json()["data"]["attributes"]["status"]["error"]["code"], "ASLEEP");
}

TEST_F(ReadingsTest, ExecutionsAndSchedulesMayBeRead) {
  const Json created = OnVehicle("POST", 1, "/charge-schedules/daily", 1, Daily())->json();
  const std::string execution = created["data"]["id"];
  const std::string schedule = created["data"]["attributes"]["scheduleId"];
  EXPECT_EQ(OnVehicle("GET", 1, "/command-executions/" + execution)->status, 404);
  EXPECT_EQ(OnVehicle("GET", 1, "/charge-schedules/" + schedule)->Header("allow"), "DELETE");
  SetSwitch("execution_reads", "on");
  EXPECT_EQ(OnVehicle("GET", 1, "/command-executions/" + execution)->json(), created);
  EXPECT_EQ(OnVehicle("GET", 3, "/command-executions/" + execution)->error()["code"],
            "EXECUTION_NOT_FOUND");
  const Json read = OnVehicle("GET", 1, "/charge-schedules/" + schedule)->json()["data"];
  EXPECT_EQ(read["id"], schedule);
  EXPECT_EQ(read["attributes"]["scheduleType"], "DAILY");
  EXPECT_EQ(OnVehicle("GET", 1, "/charge-schedules/none")->error()["code"], "SCHEDULE_NOT_FOUND");
}

TEST_F(ReadingsTest, WeekdayKeysMayBeOfOneCase) {
  const auto create = [&](const char* day) {
    Json weekly = Json::object();
    weekly["location"] = {{"latitude", 52.5}, {"longitude", 13.4}};
    weekly["days"] = Json::object();
    weekly["days"][day] = {{"startTime", "08:00"}, {"stopTime", "10:30"}};
    return OnVehicle("POST", 1, "/charge-schedules/weekly", 1, Attributes(weekly))->status;
  };
  EXPECT_EQ(create("Monday"), 200);
  SetSwitch("weekday_keys", "lower");
  EXPECT_EQ(create("monday"), 200);
  EXPECT_EQ(create("MONDAY"), 400);
  SetSwitch("weekday_keys", "upper");
  EXPECT_EQ(create("MONDAY"), 200);
  EXPECT_EQ(create("monday"), 400);
}

TEST_F(ReadingsTest, ErrorStatusMayBeANumberAndContentTypePlain) {
  SetSwitch("error_status", "number");
  SetSwitch("content_type", "plain");
  const Answer answer = OnVehicle("GET", 99, "");
  EXPECT_EQ(answer->error()["status"], 404);
  EXPECT_EQ(answer->Header("content-type"), "application/json");
  SetSwitch("routing_errors", "generic");
  EXPECT_EQ(Call("GET", "/v3/nothing")->error()["status"], 404);
}

TEST_F(ReadingsTest, TokenRepliesMayDiffer) {
  const HeaderList form = {{"content-type", "application/x-www-form-urlencoded"}};
  const std::string credentials = "grant_type=client_credentials&client_id=client_simulator";
  const Json jwt =
      Send("POST", "/oauth2/token", form, credentials + "&client_secret=simulator-secret-1")
          ->json();
  EXPECT_NE(jwt["access_token"].get<std::string>().find('.'), std::string::npos);
  SetSwitch("token_form", "opaque");
  SetSwitch("token_type", "bearer");
  SetSwitch("token_error_description", "off");
  const Json opaque =
      Send("POST", "/oauth2/token", form, credentials + "&client_secret=simulator-secret-1")
          ->json();
  EXPECT_EQ(opaque["token_type"], "bearer");
  EXPECT_EQ(opaque["access_token"].get<std::string>().find('.'), std::string::npos);
  EXPECT_EQ(Send("GET", "/v3/connections",
                 {{"authorization", "Bearer " + opaque["access_token"].get<std::string>()}})
                ->status,
            200);
  EXPECT_EQ(Send("POST", "/oauth2/token", form, credentials + "&client_secret=x")->json(),
            (Json{{"error", "invalid_client"}}));
}

TEST_F(ReadingsTest, SecondReadingAnswersEveryEndpoint) {
  SetSwitch("reading", "b");
  EXPECT_EQ(OnVehicle("GET", 1, "")->json()["id"], VehicleId(1));
  EXPECT_EQ(OnVehicle("GET", 1, "/signals")->json()["meta"]["page"], 1);
  EXPECT_EQ(
      OnVehicle("GET", 1, "/signals/closure-doors")->json()["attributes"]["body"]["doors"].size(),
      4u);
  EXPECT_EQ(Call("GET", "/v3/connections?page[size]=100")->json()["meta"]["pageSize"], 50);
  EXPECT_EQ(Call("GET", "/v3/connections/" + ConnectionId(1))->json()["id"], ConnectionId(1));
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock")->status, 200);
  EXPECT_EQ(OnVehicle("GET", 1, "/signals", /*user=*/2)->status, 403);
  EXPECT_EQ(Call("GET", "/v3/webhooks")->json()["meta"]["page"], 1);
  EXPECT_EQ(Call("GET", "/v3/subscriptions")->json()["meta"]["totalCount"], 14);
  EXPECT_EQ(Send("GET", "/v3/compatible-vehicles", {})->json()["data"].size(), 20u);
}

}  // namespace
}  // namespace smartcar_simulator
