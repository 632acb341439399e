// What happens before and around every endpoint.
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class RouterTest : public SimulatorFixture {};

TEST_F(RouterTest, TokenIsNeeded) {
  for (const char* authorization : {"", "Bearer nonsense", "Basic abc"}) {
    HeaderList headers;
    if (*authorization != '\0') headers.emplace_back("authorization", authorization);
    const Answer answer = Send("GET", "/v3/connections", headers);
    EXPECT_EQ(answer->status, 401);
    EXPECT_EQ(answer->error()["type"], "AUTHENTICATION");
    EXPECT_EQ(answer->error()["code"], "UNAUTHORIZED");
    EXPECT_NE(answer->Header("sc-request-id"), "");
  }
}

TEST_F(RouterTest, UnknownPathsAndMethods) {
  for (const char* target : {"/v3/vehicles", "/v3/nothing", "/v3", "/", "/v2.0/vehicles",
                             "/v3/vehicles/x/commands/charge/limit", "/v3/connections/"}) {
    const Answer answer = Call("GET", target);
    EXPECT_EQ(answer->status, 404) << target;
    EXPECT_EQ(answer->error()["code"], "INVALID_PATH") << target;
  }
  const Answer method = OnVehicle("POST", 1, "/signals");
  EXPECT_EQ(method->status, 405);
  EXPECT_EQ(method->Header("allow"), "GET");
  EXPECT_EQ(Call("PUT", "/v3/connections/x")->Header("allow"), "GET, DELETE");
  EXPECT_EQ(Call("GET", "/v3/vehicles/%zz")->status, 400);
}

TEST_F(RouterTest, RoutingErrorsCanBeGeneric) {
  SetSwitch("routing_errors", "generic");
  EXPECT_EQ(Call("GET", "/v3/nothing")->error()["code"], "not_found");
  EXPECT_FALSE(Call("GET", "/v3/nothing")->error().contains("type"));
  EXPECT_EQ(Send("GET", "/v3/connections", {})->error()["code"], "unauthorized");
  // Errors of endpoints keep the taxonomy.
  EXPECT_EQ(OnVehicle("GET", 99, "")->error()["code"], "VEHICLE_NOT_FOUND");
}

TEST_F(RouterTest, UnitSystemMustBeOneOfTwo) {
  const Answer answer =
      Send("GET", "/v3/connections",
           {{"authorization", "Bearer " + FreshToken()}, {"sc-unit-system", "nautical"}});
  EXPECT_EQ(answer->status, 400);
}

TEST_F(RouterTest, RateLimitIsABucketOf120RefilledByTwoAMinute) {
  SetSwitch("rate_limit", "on");
  for (int i = 0; i < 120; ++i) ASSERT_EQ(Call("GET", "/v3/connections")->status, 200) << i;
  const Answer limited = Call("GET", "/v3/connections");
  EXPECT_EQ(limited->status, 429);
  EXPECT_EQ(limited->error()["type"], "RATE_LIMIT");
  EXPECT_EQ(limited->error()["code"], "SMARTCAR_API");
  EXPECT_EQ(limited->error()["resolution"]["type"], "RETRY_LATER");
  EXPECT_EQ(limited->Header("retry-after"), "");
  SetSwitch("rate_limit_retry_after", "on");
  EXPECT_EQ(Call("GET", "/v3/connections")->Header("retry-after"), "30");
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Call("GET", "/v3/connections")->status, 200);
  EXPECT_EQ(Call("GET", "/v3/connections")->status, 200);
  EXPECT_EQ(Call("GET", "/v3/connections")->status, 429);
}

TEST_F(RouterTest, WithoutRateLimitNothingIsThrottled) {
  for (int i = 0; i < 130; ++i) ASSERT_EQ(Call("GET", "/v3/connections")->status, 200) << i;
}

}  // namespace
}  // namespace smartcar_simulator
