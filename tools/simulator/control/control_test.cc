// The record, held requests, reset, and the manners of the control endpoints.
#include "tools/simulator/control/glob.h"
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class ControlTest : public SimulatorFixture {
 protected:
  Json Requests(const std::string& query = "") {
    return Control("GET", "/control/requests" + query);
  }
};

TEST(GlobTest, StarsStayWithinASegmentDoubleStarsDoNot) {
  EXPECT_TRUE(GlobMatches("/v3/vehicles/*/signals", "/v3/vehicles/a-b/signals"));
  EXPECT_FALSE(GlobMatches("/v3/vehicles/*/signals", "/v3/vehicles/a/b/signals"));
  EXPECT_FALSE(GlobMatches("/v3/vehicles/*/signals", "/v3/vehicles/a/signals/x"));
  EXPECT_TRUE(GlobMatches("/v3/**", "/v3/vehicles/a/signals/x"));
  EXPECT_TRUE(GlobMatches("/v3/**/x", "/v3/vehicles/a/signals/x"));
  EXPECT_TRUE(GlobMatches("/v?/a", "/v3/a"));
  EXPECT_FALSE(GlobMatches("/v?/a", "/v//a"));
  EXPECT_FALSE(GlobMatches("", "/"));
}

TEST_F(ControlTest, RecordKeepsEverythingReceived) {
  OnVehicle("POST", 1, "/commands/charge/set-limit?x=1", 1, Attributes({{"percent", 70}}));
  const Json record = Requests();
  ASSERT_EQ(record["count"], 1);
  const Json entry = record["requests"][0];
  EXPECT_EQ(entry["method"], "POST");
  EXPECT_EQ(entry["target"], "/v3/vehicles/" + VehicleId(1) + "/commands/charge/set-limit?x=1");
  EXPECT_EQ(entry["path"], "/v3/vehicles/" + VehicleId(1) + "/commands/charge/set-limit");
  EXPECT_EQ(entry["headers"]["sc-user-id"], UserId(1));
  EXPECT_EQ(entry["headers"]["authorization"].get<std::string>().substr(0, 9), "Bearer ey");
  EXPECT_EQ(entry["body"], R"({"data":{"attributes":{"percent":70}}})");
  EXPECT_EQ(entry["http_version"], "2");
  EXPECT_EQ(entry["connection_id"], 1);
  EXPECT_EQ(entry["applied"], true);
  EXPECT_EQ(entry["status"], 200);
  EXPECT_EQ(entry["outcome"], "replied");
  EXPECT_EQ(entry["peer_gone"], false);
  EXPECT_EQ(entry["fault_id"], nullptr);
}

TEST_F(ControlTest, RecordIsFilteredAndCleared) {
  OnVehicle("GET", 1, "/signals", 1);
  OnVehicle("GET", 4, "/signals", 2);
  OnVehicle("POST", 1, "/commands/security/lock", 1);
  const int64_t first = Requests()["requests"][0]["sequence"];
  EXPECT_EQ(Requests("?path=/v3/vehicles/*/signals")["count"], 2);
  EXPECT_EQ(Requests("?method=POST")["count"], 1);
  EXPECT_EQ(Requests("?user_id=" + UserId(2))["count"], 1);
  EXPECT_EQ(Requests("?since=" + std::to_string(first))["count"], 2);
  EXPECT_EQ(Requests("?limit=1")["count"], 1);
  EXPECT_EQ(Control("GET", "/control/requests/count?path=/v3/vehicles/*/commands/**")["count"], 1);
  Control("DELETE", "/control/requests");
  EXPECT_EQ(Requests()["count"], 0);
  OnVehicle("GET", 1, "", 1);
  EXPECT_EQ(Requests()["requests"][0]["sequence"], first + 3);
}

TEST(RecordTest, OldestEntriesLeaveAtTheLimit) {
  Record record(3);
  Request request;
  request.target = "/v3/x";
  for (int i = 0; i < 5; ++i) record.Add(request, absl::UnixEpoch(), 0);
  EXPECT_EQ(record.Count({}, 0), 3u);
  EXPECT_EQ(record.dropped(), 2u);
  record.SetReply(1, 200);
  record.SetReply(5, 404);
  const Json entries = record.Read({}, 0, 10);
  EXPECT_EQ(entries[0]["sequence"], 3);
  EXPECT_EQ(entries[0]["status"], nullptr);
  EXPECT_EQ(entries[2]["status"], 404);
  Record none(0);
  none.Add(request, absl::UnixEpoch(), 0);
  EXPECT_EQ(none.Count({}, 0), 0u);
}

TEST_F(ControlTest, HangingUpIsRecorded) {
  Control("POST", "/control/faults", {{"hold", "gate"}});
  const Answer answer = OnVehicle("GET", 1, "/signals");
  answer->HangUp();
  EXPECT_EQ(Control("GET", "/control/held")["held"]["gate"],
            (Json{{"waiting", 1}, {"peer_gone", 1}}));
  EXPECT_EQ(Requests("?path=/v3/**")["requests"].back()["peer_gone"], true);
}

TEST_F(ControlTest, WaitingAnswersWhenTheCountIsReached) {
  const Answer waiting =
      Send("GET", "/control/requests/count?path=/v3/vehicles/*&wait_for=2&timeout_ms=1000", {});
  OnVehicle("GET", 1, "");
  timers_.Advance(absl::Milliseconds(10));
  EXPECT_EQ(waiting->status, 0);
  OnVehicle("GET", 1, "");
  timers_.Advance(absl::Milliseconds(10));
  EXPECT_EQ(waiting->status, 200);
  EXPECT_EQ(waiting->json()["count"], 2);
  EXPECT_EQ(waiting->json()["satisfied"], true);
}

TEST_F(ControlTest, WaitingGivesUpAfterItsTimeout) {
  const Answer waiting = Send("GET", "/control/held?name=gate&wait_for=1&timeout_ms=100", {});
  timers_.Advance(absl::Milliseconds(99));
  EXPECT_EQ(waiting->status, 0);
  timers_.Advance(absl::Milliseconds(20));
  EXPECT_EQ(waiting->status, 200);
  EXPECT_EQ(waiting->json()["count"], 0);
  EXPECT_EQ(waiting->json()["satisfied"], false);
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(ControlTest, ReleaseCanLetThroughOneAtATime) {
  Control("POST", "/control/faults", {{"hold", "gate"}, {"times", 2}});
  const Answer first = OnVehicle("GET", 1, "");
  const Answer second = OnVehicle("GET", 2, "");
  EXPECT_EQ(Control("POST", "/control/release", {{"name", "gate"}, {"count", 1}})["released"], 1);
  EXPECT_EQ(first->status, 200);
  EXPECT_EQ(second->status, 0);
  EXPECT_EQ(Control("POST", "/control/release", {{"name", "gate"}})["released"], 1);
  EXPECT_EQ(second->status, 200);
  EXPECT_EQ(Control("POST", "/control/release", {{"name", "gate"}})["released"], 0);
}

TEST_F(ControlTest, ResetGoesBackToTheSeed) {
  OnVehicle("POST", 1, "/commands/security/unlock");
  Call("DELETE", "/v3/users/" + UserId(2));
  SetSwitch("failed_command", "status_failure");
  Control("POST", "/control/clock/advance", {{"seconds", 60}});
  Control("POST", "/control/faults", {{"hold", "gate"}});
  const Answer held = OnVehicle("GET", 1, "");
  Control("POST", "/control/faults", {{"status", 500}});
  Control("POST", "/control/reset");
  EXPECT_EQ(held->broken, BreakKind::kStreamReset);
  EXPECT_EQ(Requests()["count"], 0);
  EXPECT_EQ(Control("GET", "/control/faults")["faults"], Json::array());
  const Json state = Control("GET", "/control/state");
  EXPECT_EQ(state["users"].size(), 3u);
  EXPECT_EQ(state["vehicles"][0]["commands_total"], 0);
  EXPECT_EQ(state["switches"]["failed_command"], "http_error");
  EXPECT_EQ(state["now"], "2026-09-01T12:00:00.000Z");
  EXPECT_EQ(OnVehicle("GET", 1, "")->status, 401);
}

TEST_F(ControlTest, SameSeedGivesTheSameReplies) {
  Control("POST", "/control/reset");
  const std::string before = FreshToken();
  Control("POST", "/control/reset");
  EXPECT_EQ(FreshToken(), before);
}

TEST_F(ControlTest, ClockMovesOnlyForward) {
  EXPECT_EQ(Control("POST", "/control/clock/advance", {{"seconds", 1.5}})["now"],
            "2026-09-01T12:00:01.500Z");
  EXPECT_EQ(Control("GET", "/control/clock")["mode"], "manual");
  EXPECT_EQ(Send("POST", "/control/clock/advance", {}, R"({"seconds":-1})")->status, 400);
}

TEST_F(ControlTest, StateNamesUsersCarsAndConnections) {
  const Json state = Control("GET", "/control/state");
  EXPECT_EQ(state["users"][0], (Json{{"id", UserId(1)}, {"external_id", "ada"}}));
  const Json tesla = state["vehicles"][0];
  EXPECT_EQ(tesla["id"], VehicleId(1));
  EXPECT_EQ(tesla["make"], "TESLA");
  EXPECT_EQ(tesla["user_id"], UserId(1));
  EXPECT_EQ(tesla["connection_id"], ConnectionId(1));
  EXPECT_EQ(state["vehicles"][1]["connections"].size(), 2u);
}

TEST_F(ControlTest, WrongRequestsSayWhatToChange) {
  const struct {
    const char* method;
    const char* target;
    const char* body;
    int status;
    const char* says;
  } kCases[] = {
      {"GET", "/control/nothing", "", 404, "no control endpoint"},
      {"POST", "/control/switches", R"({"colour":"red"})", 400, "there is no switch 'colour'"},
      {"POST", "/control/switches", R"({"json_shape":"old"})", 400, "takes ga or early_access"},
      {"POST", "/control/switches", R"({"command_latency":"soon"})", 400, "250ms"},
      {"POST", "/control/faults", "{", 400, "not JSON"},
      {"POST", "/control/faults", R"({"brake":"before"})", 400, "no member brake"},
      {"POST", "/control/faults", R"({"break":"later"})", 400, "fault.break cannot be"},
      {"POST", "/control/faults", R"({"match":{"url":"x"}})", 400, "no member url"},
      {"POST", "/control/faults", R"({"times":0})", 400, "fault.times"},
      {"POST", "/control/faults", R"({"apply":false})", 400, "needs a status"},
      {"POST", "/control/faults", R"({"accepted_202_then":{"dealy_ms":1}})", 400, "dealy_ms"},
      {"GET", "/control/requests?pth=x", "", 400, "unknown query parameter pth"},
      {"GET", "/control/requests?since=x", "", 400, "since must be a number"},
      {"GET", "/control/switches?wait_for=1", "", 400, "has a count"},
      {"PUT", "/control/secrets", R"({"secrets":["a","b","c","d"]})", 400, "up to three"},
      {"PUT", "/control/vehicles/x/signals/a-b", R"({"body":{}})", 404, "no vehicle x"},
      {"POST", "/control/release", "{}", 400, "name"},
  };
  for (const auto& test : kCases) {
    const Answer answer = Send(test.method, test.target, {}, test.body);
    EXPECT_EQ(answer->status, test.status) << test.target << test.body;
    EXPECT_NE(answer->json()["error"].get<std::string>().find(test.says), std::string::npos)
        << answer->body;
  }
}

}  // namespace
}  // namespace smartcar_simulator
