// Each kind of fault, seen from both sides: what the client gets and whether the car acted.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class FaultsTest : public SimulatorFixture {
 protected:
  void Queue(const Json& fault) { Control("POST", "/control/faults", fault); }

  Answer Lock() { return OnVehicle("POST", 1, "/commands/security/lock"); }

  int TimesLocked() {
    const Json vehicle = Control("GET", "/control/vehicles/" + VehicleId(1));
    return vehicle["command_counts"].value("security-lock", 0);
  }

  Json LastRequest() { return Control("GET", "/control/requests?path=/v3/**")["requests"].back(); }
};

TEST_F(FaultsTest, BreakBeforeLeavesTheCarAlone) {
  Queue({{"break", "before"}});
  const Answer answer = Lock();
  EXPECT_EQ(answer->broken, BreakKind::kReset);
  EXPECT_EQ(answer->status, 0);
  EXPECT_EQ(TimesLocked(), 0);
  EXPECT_EQ(LastRequest()["applied"], false);
  EXPECT_EQ(LastRequest()["outcome"], "broken");
  EXPECT_EQ(LastRequest()["fault_id"], 1);
  EXPECT_EQ(Lock()->status, 200);
}

TEST_F(FaultsTest, BreakAfterHasMovedTheCar) {
  Queue({{"break", "after"}, {"break_kind", "goaway"}});
  const Answer answer = Lock();
  EXPECT_EQ(answer->broken, BreakKind::kGoAway);
  EXPECT_EQ(answer->status, 0);
  EXPECT_EQ(TimesLocked(), 1);
  EXPECT_EQ(LastRequest()["applied"], true);
}

TEST_F(FaultsTest, BreakAfterHeadersAndMidBody) {
  Queue({{"break", "after_headers"}, {"break_kind", "close"}});
  const Answer headers = Lock();
  EXPECT_EQ(headers->status, 200);
  EXPECT_NE(headers->Header("content-length"), "");
  EXPECT_EQ(headers->body, "");
  EXPECT_EQ(headers->broken, BreakKind::kClose);
  Queue({{"break", "mid_body"}, {"break_kind", "stream_reset"}});
  const Answer half = Lock();
  EXPECT_EQ(half->Header("content-length"), std::to_string(half->body.size() * 2 + 1));
  EXPECT_EQ(half->broken, BreakKind::kStreamReset);
  EXPECT_FALSE(half->finished);
  Queue({{"break", "mid_body"}, {"break_at", 3}, {"break_kind", "refuse_stream"}});
  EXPECT_EQ(Lock()->body, R"({"d)");
  EXPECT_EQ(TimesLocked(), 3);
}

TEST_F(FaultsTest, ReplacedReplyIsNotAppliedUnlessAsked) {
  Queue({{"status", 504}, {"headers", {{"Content-Type", "text/html"}}}, {"body", "<html>"}});
  const Answer html = Lock();
  EXPECT_EQ(html->status, 504);
  EXPECT_EQ(html->Header("content-type"), "text/html");
  EXPECT_EQ(html->body, "<html>");
  EXPECT_EQ(TimesLocked(), 0);
  Json json = {{"status", 429}, {"headers", {{"retry-after", "7"}}}, {"apply", true}};
  json["body"] = {{"errors", Json::array()}};
  Queue(json);
  const Answer limited = Lock();
  EXPECT_EQ(limited->status, 429);
  EXPECT_EQ(limited->Header("retry-after"), "7");
  EXPECT_EQ(limited->body, R"({"errors":[]})");
  EXPECT_EQ(TimesLocked(), 1);
}

TEST_F(FaultsTest, HeadersCanBeChangedAndRemovedOnTheRealReply) {
  Queue({{"headers", {{"sc-request-id", ""}, {"x-extra", "1"}}}});
  const Answer answer = Lock();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->Header("sc-request-id"), "");
  EXPECT_EQ(answer->Header("x-extra"), "1");
  EXPECT_EQ(TimesLocked(), 1);
}

TEST_F(FaultsTest, BodiesCanBeCutAndPadded) {
  Queue({{"truncate_body_at", 10}});
  const Answer cut = OnVehicle("GET", 1, "/signals");
  EXPECT_EQ(cut->body.size(), 10u);
  EXPECT_TRUE(cut->sent_whole);
  Queue({{"pad_body_to", 2'000'000}});
  const Answer padded = OnVehicle("GET", 1, "/signals");
  EXPECT_EQ(padded->body.size(), 2'000'000u);
  EXPECT_FALSE(padded->json().is_null());
}

TEST_F(FaultsTest, DelayAndHoldComeBeforeTheCarActs) {
  Queue({{"delay_ms", 500}, {"hold", "gate"}});
  const Answer answer = Lock();
  Control("POST", "/control/release", {{"name", "gate"}});
  EXPECT_EQ(TimesLocked(), 0);
  timers_.Advance(absl::Milliseconds(499));
  EXPECT_EQ(TimesLocked(), 0);
  timers_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(TimesLocked(), 1);
  EXPECT_EQ(answer->status, 200);
}

TEST_F(FaultsTest, HeldReplyComesAfterTheCarActed) {
  Queue({{"hold_reply", "gate"}});
  const Answer answer = Lock();
  EXPECT_EQ(TimesLocked(), 1);
  EXPECT_EQ(answer->status, 0);
  Control("POST", "/control/release", {{"name", "gate"}});
  EXPECT_EQ(answer->status, 200);
}

TEST_F(FaultsTest, AcceptedThenStreamed) {
  Json fault = Json::object();
  fault["accepted_202_then"] = {{"delay_ms", 100}, {"hold", "gate"}};
  Queue(fault);
  const Answer answer = Lock();
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->Header("content-length"), "");
  EXPECT_EQ(TimesLocked(), 1);
  Control("POST", "/control/release", {{"name", "gate"}});
  EXPECT_EQ(answer->body, "");
  timers_.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(answer->finished);
  EXPECT_EQ(answer->json()["data"]["attributes"]["commandType"], "security-lock");
  EXPECT_EQ(LastRequest()["status"], 202);
}

TEST_F(FaultsTest, AcceptedThenAnotherBodyOrBroken) {
  Json fault = Json::object();
  fault["accepted_202_then"] = {{"body", "nonsense"}};
  Queue(fault);
  EXPECT_EQ(Lock()->body, "nonsense");
  fault["accepted_202_then"] = Json::object();
  fault["break"] = "after_headers";
  Queue(fault);
  const Answer broken = Lock();
  EXPECT_EQ(broken->status, 202);
  EXPECT_EQ(broken->body, "");
  EXPECT_EQ(broken->broken, BreakKind::kReset);
  fault["break"] = "mid_body";
  Queue(fault);
  const Answer half = Lock();
  EXPECT_GT(half->body.size(), 50u);
  EXPECT_TRUE(half->broken.has_value());
  EXPECT_FALSE(half->finished);
  EXPECT_EQ(TimesLocked(), 3);
}

TEST_F(FaultsTest, MatchTimesAndSkipChooseTheRequests) {
  Queue({{"match", {{"method", "POST"}, {"path", "/v3/vehicles/*/commands/**"}}},
         {"status", 500},
         {"times", 2},
         {"skip", 1}});
  EXPECT_EQ(OnVehicle("GET", 1, "/signals")->status, 200);
  EXPECT_EQ(Lock()->status, 200);
  EXPECT_EQ(Control("GET", "/control/faults")["faults"][0]["remaining"], 2);
  EXPECT_EQ(Lock()->status, 500);
  EXPECT_EQ(Lock()->status, 500);
  EXPECT_EQ(Lock()->status, 200);
  EXPECT_EQ(Control("GET", "/control/faults")["faults"], Json::array());
}

TEST_F(FaultsTest, FaultsAreUsedInTheirOrderAndUntilCleared) {
  Queue(Json::array({{{"status", 500}}, {{"status", 502}, {"times", -1}}}));
  EXPECT_EQ(Lock()->status, 500);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Lock()->status, 502);
  Control("DELETE", "/control/faults");
  EXPECT_EQ(Lock()->status, 200);
}

TEST_F(FaultsTest, UserNarrowsTheMatch) {
  Queue({{"match", Json::object({{"user_id", UserId(2)}})}, {"status", 500}});
  EXPECT_EQ(OnVehicle("GET", 1, "/signals", 1)->status, 200);
  EXPECT_EQ(OnVehicle("GET", 4, "/signals", 2)->status, 500);
}

TEST_F(FaultsTest, TokenEndpointCanFailToo) {
  Queue({{"match", Json::object({{"path", "/oauth2/token"}})}, {"status", 503}});
  EXPECT_EQ(Send("POST", "/oauth2/token", {}, "")->status, 503);
}

}  // namespace
}  // namespace smartcar_simulator
