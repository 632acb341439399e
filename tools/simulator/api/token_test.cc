// The token endpoint: ways to present credentials, errors, expiry, revocation.
#include "absl/strings/escaping.h"
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

constexpr char kForm[] = "application/x-www-form-urlencoded";

class TokenTest : public SimulatorFixture {
 protected:
  Answer Ask(const std::string& type, const std::string& body,
             const std::string& authorization = "") {
    HeaderList headers = {{"content-type", type}};
    if (!authorization.empty()) headers.emplace_back("authorization", authorization);
    return Send("POST", "/oauth2/token", headers, body);
  }

  int StatusWith(const std::string& token) {
    return Send("GET", "/v3/connections", {{"authorization", "Bearer " + token}})->status;
  }
};

TEST_F(TokenTest, FormJsonAndBasicAllGiveABearerToken) {
  const Answer form = Ask(kForm,
                          "grant_type=client_credentials&client_id=client_simulator"
                          "&client_secret=simulator-secret-1");
  const Answer json = Ask("application/json; charset=utf-8",
                          R"({"client_id":"client_simulator","client_secret":"simulator-secret-2",)"
                          R"("grant_type":"client_credentials"})");
  const Answer basic = Ask(kForm, "grant_type=client_credentials",
                           "Basic " + absl::Base64Escape("client_simulator:simulator%2Dsecret-1"));
  for (const Answer& answer : {form, json, basic}) {
    EXPECT_EQ(answer->status, 200) << answer->body;
    EXPECT_EQ(answer->json()["token_type"], "Bearer");
    EXPECT_EQ(answer->json()["expires_in"], 3600);
    EXPECT_EQ(answer->Header("cache-control"), "no-store");
    EXPECT_EQ(StatusWith(answer->json()["access_token"].get<std::string>()), 200);
  }
}

TEST_F(TokenTest, BasicCanBeRefused) {
  SetSwitch("token_basic", "refuse");
  const Answer answer = Ask(kForm, "grant_type=client_credentials",
                            "Basic " + absl::Base64Escape("client_simulator:simulator-secret-1"));
  EXPECT_EQ(answer->status, 401);
  EXPECT_EQ(answer->json()["error"], "invalid_client");
}

TEST_F(TokenTest, ErrorsAreThoseOfRfc6749) {
  const struct {
    const char* body;
    int status;
    const char* error;
  } kCases[] = {
      {"client_id=client_simulator&client_secret=simulator-secret-1", 400, "invalid_request"},
      {"grant_type=client_credentials&client_id=client_simulator", 400, "invalid_request"},
      {"grant_type=password&client_id=a&client_secret=b", 400, "unsupported_grant_type"},
      {"grant_type=client_credentials&client_id=client_simulator&client_secret=wrong", 401,
       "invalid_client"},
      {"grant_type=client_credentials&client_id=other&client_secret=simulator-secret-1", 401,
       "invalid_client"},
      {"grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"},
      {"grant_type=%zz", 400, "invalid_request"},
  };
  for (const auto& test : kCases) {
    const Answer answer = Ask(kForm, test.body);
    EXPECT_EQ(answer->status, test.status) << test.body;
    EXPECT_EQ(answer->json()["error"], test.error) << test.body;
    EXPECT_TRUE(answer->json()["error_description"].is_string()) << test.body;
    EXPECT_EQ(answer->Header("cache-control"), "no-store") << test.body;
  }
  EXPECT_EQ(Ask("text/plain", "grant_type=client_credentials")->status, 400);
  EXPECT_EQ(Send("GET", "/oauth2/token", {})->status, 405);
}

TEST_F(TokenTest, TokensExpireByTheSimulatedClock) {
  SetSwitch("token_lifetime", "90s");
  const std::string token = FreshToken();
  clock_.Advance(absl::Seconds(89));
  EXPECT_EQ(StatusWith(token), 200);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(StatusWith(token), 401);
}

TEST_F(TokenTest, TokensThatWereIssuedAreKnownAlsoAfterTheirRevocation) {
  const std::string first = FreshToken();
  const std::string second = FreshToken();
  Control("POST", "/control/tokens/revoke");
  const Json tokens = Control("GET", "/control/tokens")["tokens"];
  ASSERT_GE(tokens.size(), 2u);
  EXPECT_EQ(tokens[tokens.size() - 2], first);
  EXPECT_EQ(tokens[tokens.size() - 1], second);
}

TEST_F(TokenTest, RevocationTakesOneOrAll) {
  const std::string first = FreshToken();
  const std::string second = FreshToken();
  const std::string third = FreshToken();
  EXPECT_EQ(Control("POST", "/control/tokens/revoke", {{"token", first}})["revoked"], 1);
  EXPECT_EQ(StatusWith(first), 401);
  EXPECT_EQ(StatusWith(second), 200);
  // The fixture holds one, too.
  EXPECT_EQ(Control("POST", "/control/tokens/revoke")["revoked"], 3);
  EXPECT_EQ(StatusWith(second), 401);
  EXPECT_EQ(StatusWith(third), 401);
}

TEST_F(TokenTest, SecretsCanBeReplaced) {
  Json secrets = Json::object();
  secrets["secrets"] = {"another"};
  Control("PUT", "/control/secrets", secrets);
  EXPECT_EQ(Ask(kForm,
                "grant_type=client_credentials&client_id=client_simulator"
                "&client_secret=simulator-secret-1")
                ->status,
            401);
  EXPECT_EQ(
      Ask(kForm, "grant_type=client_credentials&client_id=client_simulator&client_secret=another")
          ->status,
      200);
}

}  // namespace
}  // namespace smartcar_simulator
