// Tests of the words about a policy.
#include "server/policy_summary.h"

#include "gtest/gtest.h"
#include "server/access/testing.h"

namespace smartcar_gateway {
namespace {

constexpr char kPolicy[] = R"pb(
  roles {
    name: "charging"
    methods: "VehicleService/GetSignal"
    methods: "VehicleService/StartCharge"
    methods: "VehicleService/LockDoors"
    commands: "charge.*"
    users: "fleet-*"
    users: "${sub}"
    vehicles: "*"
    rate_limit { calls_per_minute: 60 burst: 20 }
  }
  roles { name: "matrix" methods: "CompatibilityService/*" }
  bindings { callers: "jwt:idp:*" callers: "dns:a" roles: "charging" }
  bindings { callers: "dns:a" roles: "matrix" }
)pb";

TEST(PolicySummaryTest, SaysWhatRolesMayDoAndWhoHasThem) {
  EXPECT_EQ(SummaryOf(ParsedPolicy(kPolicy)), R"(
roles
  charging
    reads     VehicleService/GetSignal
    commands  charge.start
    users     fleet-*, ${sub}
    vehicles  *
    limit     60 calls a minute, 20 at once, for each caller
  matrix
    reads     CompatibilityService/ListCompatibleVehicles
    commands  none
    users     none
    vehicles  none
    limit     none

callers and their roles
  dns:a: charging, matrix
  jwt:idp:*: charging
)");
}

TEST(PolicySummaryTest, SaysThatAnEmptyPolicyRefusesEverything) {
  EXPECT_EQ(SummaryOf({}), "");
  EXPECT_EQ(CountInWords({}), "0 roles, 0 bindings; it refuses everything");
  EXPECT_EQ(CountInWords(ParsedPolicy(kPolicy)), "2 roles, 2 bindings");
}

TEST(PolicySummaryTest, ExplainsWhatIsAllowedAndWhatIsDenied) {
  const auto explain = [](const std::string& caller, const std::string& user) {
    const CallTarget target{"car", user};
    return Explain(ParsedPolicy(kPolicy), KnownAs({caller}),
                   {"VehicleService/StartCharge", absl::MakeConstSpan(&target, 1)});
  };
  const Explanation allowed = explain("dns:a", "fleet-1");
  EXPECT_TRUE(allowed.allowed);
  EXPECT_EQ(allowed.text,
            "allowed by bindings[0]/charging, at most 60 calls a minute, 20 at once\n"
            "  bindings[0]/charging: role charging allows it\n"
            "  bindings[1]/matrix: role matrix does not have the method "
            "VehicleService/StartCharge\n");
  const Explanation denied = explain("dns:a", "anna");
  EXPECT_FALSE(denied.allowed);
  EXPECT_EQ(denied.text,
            "denied: no rule allows it\n"
            "  bindings[0]/charging: role charging allows the method, but not user \"anna\"\n"
            "  bindings[1]/matrix: role matrix does not have the method "
            "VehicleService/StartCharge\n");
  EXPECT_EQ(explain("dns:b", "anna").text,
            "denied: no rule allows it\n  no binding fits the caller\n");
}

}  // namespace
}  // namespace smartcar_gateway
