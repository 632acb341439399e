// Commands and charge schedules as a client sees them.
#include <utility>
#include <vector>

#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class CommandsApiTest : public SimulatorFixture {
 protected:
  Json Vehicle(int number) { return Control("GET", "/control/vehicles/" + VehicleId(number)); }

  static Json Window() { return {{"startTime", "08:00"}, {"stopTime", "10:30"}}; }

  static Json Daily() {
    Json daily = Window();
    daily["location"] = {{"latitude", 52.5}, {"longitude", 13.4}};
    return Attributes(daily);
  }
};

TEST_F(CommandsApiTest, EveryCommandOfTheTeslaSucceedsAndIsCounted) {
  const std::vector<std::pair<std::string, std::string>> commands = {
      {"charge/start", "charge-start"},         {"charge/stop", "charge-stop"},
      {"charge-port/open", "charge-port-open"}, {"security/unlock", "security-unlock"},
      {"security/lock", "security-lock"},
  };
  for (const auto& [path, type] : commands) {
    const Answer answer = OnVehicle("POST", 1, "/commands/" + path);
    EXPECT_EQ(answer->status, 200) << answer->body;
    EXPECT_EQ(answer->json()["data"]["type"], "command-execution");
    EXPECT_EQ(answer->json()["data"]["attributes"],
              (Json{{"commandType", type},
                    {"status", Json::object({{"value", "SUCCESS"}})},
                    {"executionMode", "sync"}}));
  }
  const Answer limit =
      OnVehicle("POST", 1, "/commands/charge/set-limit", 1, Attributes({{"percent", 75}}));
  EXPECT_EQ(limit->json()["data"]["attributes"]["parameters"], (Json{{"percent", 75}}));
  const Answer destination = OnVehicle("POST", 1, "/commands/navigation/set-destination", 1,
                                       Attributes({{"latitude", 0}, {"longitude", -122.4}}));
  EXPECT_EQ(destination->status, 200);
  const Json counts = Vehicle(1)["command_counts"];
  EXPECT_EQ(counts.size(), 7u);
  for (const auto& [type, count] : counts.items()) EXPECT_EQ(count, 1) << type;
  EXPECT_EQ(Vehicle(1)["destination"], (Json{{"latitude", 0}, {"longitude", -122.4}}));
  EXPECT_EQ(ReadSignal(1, "charge-chargelimits")["body"]["activeLimit"], 75);
}

TEST_F(CommandsApiTest, RefusalsCarryTheTaxonomy) {
  const struct {
    int vehicle;
    int user;
    const char* path;
    int status;
    const char* type;
    Json code;
    Json resolution;
  } kCases[] = {
      {3, 1, "charge/start", 409, "VEHICLE_STATE", "CHARGING_PLUG_NOT_CONNECTED", nullptr},
      {4, 2, "charge/start", 409, "VEHICLE_STATE", "FULLY_CHARGED", nullptr},
      {2, 1, "charge/start", 409, "VEHICLE_STATE", "CHARGING_IN_PROGRESS", nullptr},
      {1, 1, "charge/stop", 409, "VEHICLE_STATE", "NOT_CHARGING", nullptr},
      {7, 2, "security/lock", 409, "VEHICLE_STATE", "ASLEEP", nullptr},
      {8, 3, "security/lock", 400, "CONNECTED_SERVICES_ACCOUNT", "AUTHENTICATION_FAILED",
       "REAUTHENTICATE"},
      {9, 3, "security/lock", 403, "PERMISSION", nullptr, "REAUTHENTICATE"},
      {5, 2, "charge/start", 501, "COMPATIBILITY", "VEHICLE_NOT_CAPABLE", nullptr},
  };
  for (const auto& test : kCases) {
    const Answer answer =
        OnVehicle("POST", test.vehicle, std::string("/commands/") + test.path, test.user);
    EXPECT_EQ(answer->status, test.status) << test.vehicle;
    EXPECT_EQ(answer->error()["status"], std::to_string(test.status)) << test.vehicle;
    EXPECT_EQ(answer->error()["type"], test.type) << test.vehicle;
    EXPECT_EQ(answer->error()["code"], test.code) << test.vehicle;
    EXPECT_EQ(answer->error()["resolution"]["type"], test.resolution) << test.vehicle;
    EXPECT_EQ(answer->error()["meta"]["requestId"], answer->Header("sc-request-id"));
    EXPECT_EQ(Vehicle(test.vehicle)["commands_total"], 0) << test.vehicle;
  }
}

TEST_F(CommandsApiTest, BodiesAreChecked) {
  const std::string limit = "/commands/charge/set-limit";
  for (const Json& attributes :
       {Json{{"percent", 49}}, Json{{"percent", 101}}, Json{{"percent", 80.5}},
        Json{{"percent", "80"}}, Json::object(), Json{{"percent", 80}, {"extra", 1}}}) {
    const Answer answer = OnVehicle("POST", 1, limit, 1, Attributes(attributes));
    EXPECT_EQ(answer->status, 400) << attributes;
    EXPECT_EQ(answer->error()["type"], "VALIDATION") << attributes;
  }
  EXPECT_EQ(OnVehicle("POST", 1, limit, 1, {{"percent", 80}})->status, 400);
  EXPECT_EQ(OnVehicle("POST", 1, limit, 1)->status, 400);
  const std::string destination = "/commands/navigation/set-destination";
  EXPECT_EQ(OnVehicle("POST", 1, destination, 1, Attributes({{"latitude", 1}}))->status, 400);
  EXPECT_EQ(OnVehicle("POST", 1, destination, 1, Attributes({{"latitude", 91}, {"longitude", 0}}))
                ->status,
            400);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", 1, Attributes({{"a", 1}}))->status,
            400);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", 1, Json::object())->status, 200);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", /*user=*/0)->error()["code"],
            "MISSING_PARAMETER");
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", /*user=*/2)->status, 404);
}

TEST_F(CommandsApiTest, SlowCommandAnswersWhenItsTimeHasCome) {
  SetSwitch("command_latency", "2s");
  const Answer answer = OnVehicle("POST", 1, "/commands/security/unlock");
  EXPECT_EQ(answer->status, 0);
  EXPECT_EQ(Vehicle(1)["command_counts"]["security-unlock"], 1);
  timers_.Advance(absl::Seconds(2));
  EXPECT_TRUE(answer->sent_whole);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->json()["data"]["meta"]["durationInSeconds"], 2);
  EXPECT_EQ(answer->json()["data"]["meta"]["completedAt"], "2026-09-01T12:00:02.000Z");
}

TEST_F(CommandsApiTest, LongCommandIsAcceptedAndStreamedLater) {
  SetSwitch("command_latency", "200s");
  const Answer success = OnVehicle("POST", 1, "/commands/security/unlock");
  const Answer failure = OnVehicle("POST", 3, "/commands/charge/start");
  timers_.Advance(absl::Seconds(174));
  EXPECT_EQ(success->status, 0);
  timers_.Advance(absl::Seconds(1));
  for (const Answer& answer : {success, failure}) {
    EXPECT_EQ(answer->status, 202);
    EXPECT_EQ(answer->Header("content-length"), "");
    EXPECT_EQ(answer->body, "");
    EXPECT_FALSE(answer->finished);
  }
  timers_.Advance(absl::Seconds(25));
  EXPECT_TRUE(success->finished);
  EXPECT_FALSE(success->sent_whole);
  EXPECT_EQ(success->json()["data"]["attributes"]["status"]["value"], "SUCCESS");
  EXPECT_EQ(failure->status, 202);
  EXPECT_EQ(failure->error()["status"], "409");
  EXPECT_TRUE(failure->finished);
}

TEST_F(CommandsApiTest, FailedCommandCanBeAStatusInstead) {
  SetSwitch("failed_command", "status_failure");
  const Answer answer = OnVehicle("POST", 3, "/commands/charge/start");
  EXPECT_EQ(answer->status, 200);
  const Json status = answer->json()["data"]["attributes"]["status"];
  EXPECT_EQ(status["value"], "FAILURE");
  EXPECT_EQ(status["error"]["code"], "CHARGING_PLUG_NOT_CONNECTED");
  // What never reached the car stays an HTTP error.
  EXPECT_EQ(OnVehicle("POST", 9, "/commands/security/lock", 3)->status, 403);
}

TEST_F(CommandsApiTest, CommandErrorCanBeSetAndCleared) {
  const std::string path = "/control/vehicles/" + VehicleId(1) + "/command_error";
  Control("PUT", path, {{"type", "UPSTREAM"}, {"code", "NO_RESPONSE"}});
  const Answer refused = OnVehicle("POST", 1, "/commands/security/lock");
  EXPECT_EQ(refused->status, 502);
  EXPECT_EQ(refused->error()["code"], "NO_RESPONSE");
  Control("DELETE", path);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock")->status, 200);
}

TEST_F(CommandsApiTest, DailyScheduleIsCreatedShownAndDeleted) {
  const Answer created = OnVehicle("POST", 1, "/charge-schedules/daily", 1, Daily());
  ASSERT_EQ(created->status, 200) << created->body;
  const Json data = created->json()["data"];
  EXPECT_EQ(data["type"], "charge-schedule-execution");
  EXPECT_EQ(data["attributes"]["action"], "create");
  EXPECT_EQ(data["attributes"]["scheduleType"], "daily");
  EXPECT_EQ(data["attributes"]["parameters"]["startTime"], "08:00");
  const std::string id = data["attributes"]["scheduleId"];
  EXPECT_EQ(data["links"]["schedule"], "/vehicles/" + VehicleId(1) + "/charge-schedules/" + id);
  EXPECT_EQ(ReadSignal(1, "charge-chargetimers")["body"]["values"].back()["scheduleId"], id);
  const Answer deleted = OnVehicle("DELETE", 1, "/charge-schedules/" + id);
  EXPECT_EQ(deleted->status, 200);
  EXPECT_EQ(deleted->json()["data"]["attributes"]["action"], "delete");
  EXPECT_EQ(OnVehicle("DELETE", 1, "/charge-schedules/" + id)->error()["code"],
            "SCHEDULE_NOT_FOUND");
}

TEST_F(CommandsApiTest, DeletedScheduleCanAnswer204) {
  SetSwitch("delete_schedule_reply", "no_content");
  const Answer created = OnVehicle("POST", 3, "/charge-schedules/daily", 1, Daily());
  const std::string id = created->json()["data"]["attributes"]["scheduleId"];
  const Answer deleted = OnVehicle("DELETE", 3, "/charge-schedules/" + id);
  EXPECT_EQ(deleted->status, 204);
  EXPECT_EQ(deleted->body, "");
}

TEST_F(CommandsApiTest, WeeklyAndWorkweekAreForTheTeslaOnly) {
  Json weekly = {{"location", {{"latitude", 1}, {"longitude", 2}}}};
  weekly["days"] = Json::object({{"monday", Window()}, {"SUNDAY", Window()}});
  Json workweek = {{"location", {{"latitude", 1}, {"longitude", 2}}}};
  workweek["weekdays"] = Window();
  workweek["weekends"] = Window();
  EXPECT_EQ(OnVehicle("POST", 1, "/charge-schedules/weekly", 1, Attributes(weekly))->status, 200);
  EXPECT_EQ(OnVehicle("POST", 1, "/charge-schedules/workweek", 1, Attributes(workweek))->status,
            200);
  EXPECT_EQ(Vehicle(1)["schedules"].size(), 2u);
  for (const int vehicle : {2, 3}) {
    const Answer refused =
        OnVehicle("POST", vehicle, "/charge-schedules/weekly", 1, Attributes(weekly));
    EXPECT_EQ(refused->status, 501);
    EXPECT_EQ(refused->error()["code"], "VEHICLE_NOT_CAPABLE");
  }
}

TEST_F(CommandsApiTest, ScheduleBodiesAreChecked) {
  const auto status = [&](const std::string& type, const Json& attributes) {
    return OnVehicle("POST", 1, "/charge-schedules/" + type, 1, Attributes(attributes))->status;
  };
  const Json location = {{"latitude", 1}, {"longitude", 2}};
  EXPECT_EQ(status("daily", Window()), 400);
  EXPECT_EQ(status("daily", {{"location", location}, {"startTime", "8:00"}, {"stopTime", "10:00"}}),
            400);
  EXPECT_EQ(
      status("daily", {{"location", location}, {"startTime", "24:00"}, {"stopTime", "10:00"}}),
      400);
  EXPECT_EQ(status("weekly", {{"location", location}, {"days", Json::object()}}), 400);
  EXPECT_EQ(
      status("weekly", {{"location", location}, {"days", Json::object({{"someday", Window()}})}}),
      400);
  EXPECT_EQ(status("workweek", {{"location", location}, {"weekdays", Window()}}), 400);
  EXPECT_EQ(OnVehicle("POST", 1, "/charge-schedules/monthly", 1, Daily())->status, 405);
}

}  // namespace
}  // namespace smartcar_simulator
