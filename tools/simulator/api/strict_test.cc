// What the strict switch refuses, and that documented calls still pass.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class StrictTest : public SimulatorFixture {
 protected:
  StrictTest() { SetSwitch("strict", "on"); }

  HeaderList Headers(HeaderList more) {
    HeaderList headers = {{"authorization", "Bearer " + FreshToken()}, {"sc-user-id", UserId(1)}};
    headers.insert(headers.end(), more.begin(), more.end());
    return headers;
  }

  Answer SetLimit(const std::string& content_type, const std::string& body) {
    return Send("POST", kLimit, Headers({{"content-type", content_type}}), body);
  }

  const std::string kLimit = "/v3/vehicles/" + VehicleId(1) + "/commands/charge/set-limit";
  const std::string kBody = R"({"data":{"attributes":{"percent":70}}})";
};

TEST_F(StrictTest, DocumentedCallsPass) {
  EXPECT_EQ(OnVehicle("GET", 1, "/signals")->status, 200);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock")->status, 200);
  EXPECT_EQ(Call("GET", "/v3/connections?page[size]=100&filter[userId]=" + UserId(1))->status, 200);
  EXPECT_EQ(SetLimit("application/json", kBody)->status, 200);
  EXPECT_EQ(SetLimit("application/json; charset=UTF-8", kBody)->status, 200);
  EXPECT_EQ(
      SetLimit("application/json", R"({"data":{"type":"x","attributes":{"percent":71}}})")->status,
      200);
  for (const char* accept : {"*/*", "application/json", "text/html, application/*;q=0.8"}) {
    EXPECT_EQ(Send("GET", "/v3/connections", Headers({{"accept", accept}}))->status, 200);
  }
  EXPECT_EQ(Send("GET", "/v3/compatible-vehicles", {})->status, 200);
}

TEST_F(StrictTest, UnknownAndRepeatedQueryParametersAreRefused) {
  for (const std::string& target : {"/v3/vehicles/" + VehicleId(1) + "/signals?page[size]=100",
                                    "/v3/vehicles/" + VehicleId(1) + "?x",
                                    std::string("/v3/connections?page[number]=1&page[number]=2"),
                                    "/v3/webhooks/" + WebhookId(1) + "?include=user",
                                    std::string("/v3/connections?filter[userId]=me")}) {
    const Answer answer = Call("GET", target, 1);
    EXPECT_EQ(answer->status, 400) << target;
    EXPECT_EQ(answer->error()["type"], "VALIDATION");
  }
  SetSwitch("strict", "off");
  EXPECT_EQ(OnVehicle("GET", 1, "/signals?page[size]=100")->status, 200);
  EXPECT_EQ(Call("GET", "/v3/connections?filter[userId]=me")->status, 200);
}

TEST_F(StrictTest, BodiesMustBeExactlyWhatIsDocumented) {
  EXPECT_EQ(SetLimit("application/json-patch", kBody)->status, 400);
  EXPECT_EQ(SetLimit("text/plain", kBody)->status, 400);
  EXPECT_EQ(SetLimit("application/json; charset=latin1", kBody)->status, 400);
  EXPECT_EQ(
      SetLimit("application/json", R"({"data":{"attributes":{"percent":70}},"meta":{}})")->status,
      400);
  EXPECT_EQ(
      SetLimit("application/json", R"({"data":{"attributes":{"percent":70},"id":"x"}})")->status,
      400);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", 1, Json::object())->status, 400);
  EXPECT_EQ(Send("GET", "/v3/connections", Headers({}), "{}")->status, 400);
  SetSwitch("strict", "off");
  EXPECT_EQ(SetLimit("application/json-patch", kBody)->status, 200);
  EXPECT_EQ(OnVehicle("POST", 1, "/commands/security/lock", 1, Json::object())->status, 200);
}

TEST_F(StrictTest, AcceptMustAdmitJson) {
  const Answer answer = Send("GET", "/v3/connections", Headers({{"accept", "text/html"}}));
  EXPECT_EQ(answer->status, 406);
  SetSwitch("strict", "off");
  EXPECT_EQ(Send("GET", "/v3/connections", Headers({{"accept", "text/html"}}))->status, 200);
}

TEST_F(StrictTest, TokenEndpointKnowsItsParameters) {
  const HeaderList form = {{"content-type", "application/x-www-form-urlencoded"}};
  const std::string body =
      "grant_type=client_credentials&client_id=client_simulator&client_secret=simulator-secret-1";
  EXPECT_EQ(Send("POST", "/oauth2/token", form, body + "&scope=x")->status, 200);
  const Answer answer = Send("POST", "/oauth2/token", form, body + "&audience=x");
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->json()["error"], "invalid_request");
}

}  // namespace
}  // namespace smartcar_simulator
