// Tests of decisions: a table of policies, callers and calls.
#include "server/access/policy.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "server/access/testing.h"

namespace smartcar_gateway {
namespace {

constexpr char kPolicy[] = R"pb(
  roles {
    name: "reading"
    methods: "VehicleService/Get*"
    methods: "VehicleService/BatchGetSignals"
    methods: "ConnectionService/*"
    methods: "WebhookService/*"
    users: "fleet-*"
    users: "anna"
    vehicles: "car-*"
    vehicles: "special"
  }
  roles {
    name: "charging"
    methods: "VehicleService/*"
    commands: "charge.*"
    users: "*"
    vehicles: "*"
  }
  roles {
    name: "driver"
    methods: "VehicleService/*"
    methods: "ConnectionService/ListConnections"
    commands: "security.lock"
    users: "${sub}"
    vehicles: "*"
  }
  roles { name: "all" methods: "*" commands: "*" users: "*" vehicles: "*" }
  bindings { callers: "spiffe://x/reader" callers: "dns:reader.example" roles: "reading" }
  bindings { callers: "spiffe://x/charger/*" roles: "reading" roles: "charging" }
  bindings { callers: "jwt:idp:*" roles: "driver" }
  bindings { callers: "subject:admin" roles: "all" }
  bindings { callers: "anonymous" roles: "reading" }
)pb";

struct Case {
  std::string caller;
  absl::string_view method;
  std::vector<CallTarget> targets;
  std::string rule;  // empty: denied
  std::string why;   // part of it
};

std::string RuleFor(const Policy& policy, const Identity& identity, const CallFacts& call) {
  const Policy::Grant* const grant = policy.FirstThatAllows(identity, call);
  return grant == nullptr ? "" : grant->rule;
}

void Expect(const Policy& policy, const Identity& identity, const Case& c) {
  SCOPED_TRACE(absl::StrCat(c.caller, " ", c.method, " ", c.targets.size()));
  const CallFacts call{c.method, c.targets};
  EXPECT_EQ(RuleFor(policy, identity, call), c.rule);
  if (!c.rule.empty()) return;
  EXPECT_EQ(policy.WhyDenied(identity, call), c.why);
}

TEST(PolicyTest, TableOfDecisions) {
  const auto policy = Policy::Compile(ParsedPolicy(kPolicy));
  const std::string reader = "spiffe://x/reader";
  const std::string charger = "spiffe://x/charger/7";
  const std::string get = "VehicleService/GetSignal";
  const std::string batch = "VehicleService/BatchGetSignals";
  const std::string zero("car-\0", 5);
  const std::string long_id(10'000, 'x');
  const Case cases[] = {
      // Users and vehicles: by name, by beginning, both.
      {reader, get, {{"car-1", "fleet-1"}}, "bindings[0]/reading"},
      {reader, get, {{"special", "anna"}}, "bindings[0]/reading"},
      {"dns:reader.example", get, {{"car-1", "anna"}}, "bindings[0]/reading"},
      {reader, get, {{"car-", "fleet-"}}, "bindings[0]/reading"},
      {reader,
       get,
       {{"car-1", "berta"}},
       "",
       "role reading allows the method, but not user \"berta\""},
      {reader,
       get,
       {{"bus-1", "anna"}},
       "",
       "role reading allows the method and the user, but not vehicle \"bus-1\""},
      {reader,
       get,
       {{"car-1", "annabel"}},
       "",
       "role reading allows the method, but not user \"annabel\""},
      {reader,
       get,
       {{"car-1", "Anna"}},
       "",
       "role reading allows the method, but not user \"Anna\""},
      {reader,
       get,
       {{"car-1", "anna "}},
       "",
       "role reading allows the method, but not user \"anna \""},
      {reader,
       get,
       {{"xcar-1", "anna"}},
       "",
       "role reading allows the method and the user, but not vehicle \"xcar-1\""},
      // What names none needs a role that allows all.
      {reader,
       get,
       {{"car-1", ""}},
       "",
       "role reading allows the method, but the call names no user, which needs \"*\" in users"},
      {reader,
       get,
       {{"", "anna"}},
       "",
       "role reading allows the method, but the call names no vehicle, which needs \"*\" in "
       "vehicles"},
      {reader,
       get,
       {},
       "",
       "role reading allows the method, but the call names no user, which needs \"*\" in users"},
      {charger, get, {{"", ""}}, "bindings[1]/charging"},
      // Methods about anybody, whatever target comes with them, and methods about nobody.
      {reader,
       "ConnectionService/GetConnection",
       {{"car-1", "anna"}},
       "",
       "role reading allows the method, but the call names no user, which needs \"*\" in users"},
      {"subject:admin", "ConnectionService/GetConnection", {}, "bindings[3]/all"},
      {reader, "WebhookService/ListWebhooks", {}, "bindings[0]/reading"},
      {reader, "WebhookService/ListWebhooks", {{"bus", "berta"}}, "bindings[0]/reading"},
      // Methods and commands.
      {reader,
       "VehicleService/ListSignals",
       {{"car-1", "anna"}},
       "",
       "role reading does not have the method VehicleService/ListSignals"},
      {reader,
       "ConnectionService/DeleteUser",
       {{"", "anna"}},
       "",
       "role reading has the method, but not the command users.delete"},
      {charger, "VehicleService/StartCharge", {{"car-1", "anna"}}, "bindings[1]/charging"},
      {charger,
       "VehicleService/OpenChargePort",
       {{"car-1", "anna"}},
       "",
       "role charging has the method, but not the command charge-port.open"},
      {reader, "VehicleService/Nothing", {}, "", "there is no RPC \"VehicleService/Nothing\""},
      {"subject:admin", "", {}, "", "there is no RPC \"\""},
      {"subject:admin", "VehicleService/*", {}, "", "there is no RPC \"VehicleService/*\""},
      // The first role that allows it, in the order of the file.
      {charger, get, {{"car-1", "anna"}}, "bindings[1]/reading"},
      {charger, get, {{"car-1", "berta"}}, "bindings[1]/charging"},
      // Batches: one role must allow every vehicle.
      {reader, batch, {{"car-1", "anna"}, {"car-2", "fleet-2"}}, "bindings[0]/reading"},
      {reader,
       batch,
       {{"car-1", "anna"}, {"bus-2", "fleet-2"}},
       "",
       "role reading allows the method and the user, but not vehicle \"bus-2\""},
      {reader,
       batch,
       {{"car-1", "anna"}, {"car-1", ""}},
       "",
       "role reading allows the method, but the call names no user, which needs \"*\" in users"},
      {charger, batch, {{"car-1", "anna"}, {"bus-2", "fleet-2"}}, "bindings[1]/charging"},
      // Callers.
      {"spiffe://x/readers", get, {{"car-1", "anna"}}, "", "no binding fits the caller"},
      {"spiffe://x/charger", get, {{"car-1", "anna"}}, "", "no binding fits the caller"},
      {"SPIFFE://x/reader", get, {{"car-1", "anna"}}, "", "no binding fits the caller"},
      {"anonymous", get, {{"car-1", "anna"}}, "bindings[4]/reading"},
      // Ids that are none.
      {"subject:admin",
       get,
       {{zero, "anna"}},
       "",
       "role all allows the method and the user, but not vehicle \"car-\\x00\""},
      {"subject:admin",
       get,
       {{"car-1", "anna\r\nsc-user-id: berta"}},
       "",
       "role all allows the method, but not user \"anna\\r\\nsc-user-id: berta\""},
      {"subject:admin",
       get,
       {{"car-1", "\x7f"}},
       "",
       "role all allows the method, but not user \"\\x7f\""},
      {"subject:admin", get, {{"../\xff", long_id}}, "bindings[3]/all"},
      {reader,
       get,
       {{"car-1", long_id}},
       "",
       absl::StrCat("role reading allows the method, but not user \"", long_id.substr(0, 64),
                    "…\"")},
  };
  for (const Case& c : cases) Expect(*policy, KnownAs({c.caller}), c);
}

TEST(PolicyTest, TokensSubjectIsTheUser) {
  const auto policy = Policy::Compile(ParsedPolicy(kPolicy));
  const auto rule = [&](const std::string& subject, absl::string_view user) {
    const CallTarget target{"car-1", user};
    return RuleFor(*policy, KnownAs({"jwt:idp:x"}, subject),
                   {"VehicleService/LockDoors", absl::MakeConstSpan(&target, 1)});
  };
  EXPECT_EQ(rule("anna", "anna"), "bindings[2]/driver");
  EXPECT_EQ(rule("anna", "berta"), "");
  EXPECT_EQ(rule("anna", "annab"), "");
  EXPECT_EQ(rule("anna", "ann"), "");
  EXPECT_EQ(rule("anna", ""), "");
  EXPECT_EQ(rule("", ""), "");
  EXPECT_EQ(rule("", "${sub}"), "");
  EXPECT_EQ(rule("*", "anna"), "");
  EXPECT_EQ(rule("a\nb", "a\nb"), "");
  EXPECT_EQ(rule("${sub}", "${sub}"), "bindings[2]/driver");  // then that is its name
}

TEST(PolicyTest, AnyOfTheCallersNamesMayMatch) {
  const auto policy = Policy::Compile(ParsedPolicy(kPolicy));
  const CallTarget target{"car-1", "anna"};
  const CallFacts call{"VehicleService/GetSignal", absl::MakeConstSpan(&target, 1)};
  EXPECT_EQ(RuleFor(*policy, KnownAs({"dns:a", "subject:admin"}), call), "bindings[3]/all");
  EXPECT_EQ(RuleFor(*policy, KnownAs({"subject:admin", "dns:reader.example"}), call),
            "bindings[0]/reading");
  EXPECT_EQ(RuleFor(*policy, KnownAs({"dns:a", "dns:b"}), call), "");
}

TEST(PolicyTest, PatternsForEverybodyDoNotFitAnonymous) {
  const CallFacts call{"WebhookService/ListWebhooks", {}};
  for (const char* pattern : {"*", "a*", "anonymous*"}) {
    auto proto = ParsedPolicy(R"pb(roles { name: "r" methods: "*" }
                                   bindings { roles: "r" })pb");
    proto.mutable_bindings(0)->add_callers(pattern);
    const auto policy = Policy::Compile(proto);
    EXPECT_EQ(RuleFor(*policy, Identity(), call), "") << pattern;
    EXPECT_EQ(RuleFor(*policy, KnownAs({"anonymous-not"}), call), "bindings[0]/r") << pattern;
  }
}

TEST(PolicyTest, PolicyWithoutAnythingAllowsNothing) {
  const auto policy = Policy::Compile({});
  for (const RpcMethod& method : AllRpcMethods()) {
    const CallFacts call{method.name, {}};
    EXPECT_EQ(RuleFor(*policy, KnownAs({"dns:a"}), call), "");
    EXPECT_EQ(policy->WhyDenied(KnownAs({"dns:a"}), call), "no binding fits the caller");
  }
}

TEST(PolicyTest, WhatWasNeverCheckedAllowsNothing) {
  const auto policy = Policy::Compile(ParsedPolicy(R"pb(
    roles { name: "odd" methods: "Vehicle*/GetSignal" methods: "" users: "" vehicles: "" }
    roles { name: "odd" methods: "*" users: "*" vehicles: "*" }
    bindings { callers: "" callers: "*" roles: "unknown" roles: "odd" }
  )pb"));
  const CallTarget nobody;
  EXPECT_EQ(RuleFor(*policy, KnownAs({"dns:a"}),
                    {"VehicleService/GetSignal", absl::MakeConstSpan(&nobody, 1)}),
            "");
}

TEST(PolicyTest, ExplanationNamesEveryRoleOfTheCaller) {
  const auto policy = Policy::Compile(ParsedPolicy(kPolicy));
  const CallTarget target{"car-1", "berta"};
  const auto answers =
      policy->Explain(KnownAs({"spiffe://x/charger/7"}),
                      {"VehicleService/GetSignal", absl::MakeConstSpan(&target, 1)});
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].rule, "bindings[1]/reading");
  EXPECT_FALSE(answers[0].allowed);
  EXPECT_EQ(answers[0].why, "role reading allows the method, but not user \"berta\"");
  EXPECT_EQ(answers[1].rule, "bindings[1]/charging");
  EXPECT_TRUE(answers[1].allowed);
  EXPECT_EQ(answers[1].why, "role charging allows it");
}

}  // namespace
}  // namespace smartcar_gateway
