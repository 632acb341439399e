// Tests of policy files: what is accepted, and what each mistake is told, word by word.
#include "server/config/policy_file.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "server/config/testing.h"

namespace smartcar_gateway {
namespace {

std::string Message(const std::string& yaml) {
  const absl::StatusOr<LoadedPolicy> loaded = ParsePolicy(yaml, "f");
  if (loaded.ok()) return "(accepted)";
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(loaded.status().message());
}

std::string Warnings(const std::string& yaml) {
  const absl::StatusOr<LoadedPolicy> loaded = ParsePolicy(yaml, "f");
  if (!loaded.ok()) return std::string(loaded.status().message());
  return absl::StrJoin(loaded->warnings, "\n");
}

constexpr char kGood[] = R"(
roles:
  - name: charging
    methods: [VehicleService/GetSignal, "VehicleService/S*", "ConnectionService/*"]
    commands: ["charge.*"]
    users: ["fleet-*", "${sub}"]
    vehicles: ["*"]
    rate_limit: {calls_per_minute: 60, burst: 20}
bindings:
  - callers: ["spiffe://example.org/charging/*", anonymous, "jwt:idp:*", "dns:a.example"]
    roles: [charging]
)";

TEST(PolicyFileTest, GoodPolicyIsReadWhole) {
  const absl::StatusOr<LoadedPolicy> loaded = ParsePolicy(kGood, "f");
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ASSERT_EQ(loaded->policy.roles_size(), 1);
  EXPECT_EQ(loaded->policy.roles(0).methods_size(), 3);
  EXPECT_EQ(loaded->policy.roles(0).users(1), "${sub}");
  EXPECT_EQ(loaded->policy.roles(0).rate_limit().burst(), 20u);
  EXPECT_EQ(loaded->policy.bindings(0).callers(1), "anonymous");
  EXPECT_EQ(absl::StrJoin(loaded->warnings, "\n"), "");
}

TEST(PolicyFileTest, HashIsThatOfTheContent) {
  // As sha256sum says.
  EXPECT_EQ(PolicyHash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ParsePolicy(kGood, "f")->sha256, PolicyHash(kGood));
}

TEST(PolicyFileTest, WhatAFullDiskLeavesIsNoPolicy) {
  for (const char* yaml : {"", "# nobody\n", "roles:\nbindings:\n", "roles: []\n"}) {
    EXPECT_EQ(Message(yaml),
              "holds neither roles nor bindings, so it is hardly meant; a policy that shall refuse "
              "everything has a role that is bound to nobody")
        << yaml;
  }
  EXPECT_EQ(Message("roles: [{name: nobody, methods: ['*']}]\n"), "(accepted)");
}

TEST(PolicyFileTest, FileThatCannotBeReadIsToldApartFromOneThatIsWrong) {
  TestFolder folder;
  const std::string missing = folder.path() + "/missing.yaml";
  EXPECT_EQ(LoadPolicy(missing).status(),
            absl::UnavailableError(absl::StrCat("policy file ", missing,
                                                " cannot be read: No such file or directory")));
  const std::string wrong = folder.Write("wrong.yaml", "role: x\n");
  EXPECT_EQ(LoadPolicy(wrong).status(),
            absl::InvalidArgumentError(
                absl::StrCat(wrong, ":1:1: role: unknown key; did you mean roles?")));
  EXPECT_TRUE(LoadPolicy(folder.Write("good.yaml", kGood)).ok());
}

struct Case {
  std::string yaml;
  const char* message;
};

std::string Role(const std::string& rest) {
  return absl::StrCat("roles:\n- name: r\n  methods: [\"*\"]\n", rest);
}

TEST(PolicyFileTest, EveryMistakeIsNamedByPlaceAndPath) {
  const Case cases[] = {
      // The form.
      {"roles: x\n", "f:1:8: roles: must be a list: each item in a line of its own after \"- \""},
      {"- roles\n", "f:1:1: must hold keys (roles, bindings) and values, such as \"key: value\""},
      {"roles: [x]\n",
       "f:1:9: roles[0]: must hold further keys (name, methods, commands, users, vehicles, "
       "rate_limit), each in a line of its own, indented"},
      {Role("  user: [a]\n"), "f:4:3: roles[0].user: unknown key; did you mean users?"},
      {Role("  users: {a: b}\n"),
       "f:4:10: roles[0].users: must be a list: each item in a line of its own after \"- \""},
      // Roles.
      {"roles: [{methods: [\"*\"]}]\n",
       "f:1:9: roles[0].name: a role needs a name, which bindings give to callers"},
      {"roles: [{name: a b, methods: [\"*\"]}]\n",
       "f:1:16: roles[0].name: must be letters, digits and signs without spaces"},
      {"roles:\n- name: r\n",
       "f:2:3: roles[0].methods: a role needs methods, such as VehicleService/GetSignal"},
      {"roles:\n- name: r\n  methods: []\n",
       "f:3:3: roles[0].methods: a role needs methods, such as VehicleService/GetSignal"},
      {Role("- name: r\n  methods: [\"*\"]\n"),
       "f:4:9: roles[1].name: roles[0] has this name already"},
      // Methods and commands.
      {"roles: [{name: r, methods: [VehicleService/LockDoor]}]\n",
       "f:1:29: roles[0].methods[0]: \"VehicleService/LockDoor\" fits no RPC; did you mean "
       "VehicleService/LockDoors?"},
      {"roles: [{name: r, methods: [VehicleService]}]\n",
       "f:1:29: roles[0].methods[0]: \"VehicleService\" fits no RPC; did you mean "
       "VehicleService/*?"},
      {"roles: [{name: r, methods: [LockDoors]}]\n",
       "f:1:29: roles[0].methods[0]: \"LockDoors\" fits no RPC; did you mean "
       "VehicleService/LockDoors?"},
      {"roles: [{name: r, methods: [/smartcar.gateway.v1.VehicleService/LockDoors]}]\n",
       "f:1:29: roles[0].methods[0]: \"/smartcar.gateway.v1.VehicleService/Lock…\" fits no RPC; "
       "did you mean VehicleService/LockDoors?"},
      {"roles: [{name: r, methods: [\"smartcar.gateway.v1.VehicleService/*\"]}]\n",
       "f:1:29: roles[0].methods[0]: \"smartcar.gateway.v1.VehicleService/*\" fits no RPC; did you "
       "mean VehicleService/*?"},
      {"roles: [{name: r, methods: [\"VehiclesService/*\"]}]\n",
       "f:1:29: roles[0].methods[0]: \"VehiclesService/*\" fits no RPC; did you mean "
       "VehicleService/*?"},
      {"roles: [{name: r, methods: [\"*/LockDoors\"]}]\n",
       "f:1:29: roles[0].methods[0]: a * may only be the last character, not in the middle of "
       "\"*/LockDoors\""},
      {"roles: [{name: r, methods: [\"\"]}]\n", "f:1:29: roles[0].methods[0]: must not be empty"},
      {Role("  commands: [security.unlok]\n"),
       "f:4:14: roles[0].commands[0]: \"security.unlok\" fits no command; did you mean "
       "security.unlock?"},
      {Role("  commands: [\"doors.*\"]\n"),
       "f:4:14: roles[0].commands[0]: \"doors.*\" fits no command"},
      // Users and vehicles.
      {Role("  users: [\"fleet-${sub}\"]\n"),
       "f:4:11: roles[0].users[0]: \"fleet-${sub}\" is no pattern; ${sub} stands alone, and in "
       "users only"},
      {Role("  vehicles: [\"${sub}\"]\n"),
       "f:4:14: roles[0].vehicles[0]: \"${sub}\" is no pattern; ${sub} stands alone, and in users "
       "only"},
      {Role("  users: [\"${aud}\"]\n"),
       "f:4:11: roles[0].users[0]: \"${aud}\" is no pattern; ${sub} stands alone, and in users "
       "only"},
      {Role("  users: [\"a*b\", \"**\"]\n"),
       "f:4:11: roles[0].users[0]: a * may only be the last character, not in the middle of "
       "\"a*b\"\n"
       "f:4:18: roles[0].users[1]: a * may only be the last character, not in the middle of "
       "\"**\""},
      {Role("  users: [\"a\\u0000\"]\n"),
       "f:4:11: roles[0].users[0]: has a line break or a control character in it; is a quotation "
       "mark missing?"},
      // Items keep their numbers behind one that is wrong.
      {Role("  users: [\"a\\n\", \"b*c\"]\n"),
       "f:4:11: roles[0].users[0]: has a line break or a control character in it; is a quotation "
       "mark missing?\n"
       "f:4:18: roles[0].users[1]: a * may only be the last character, not in the middle of "
       "\"b*c\""},
      // Limits.
      {Role("  rate_limit: {burst: 5}\n"),
       "f:4:15: roles[0].rate_limit.calls_per_minute: is not set; a limit needs it, or delete "
       "rate_limit for no limit"},
      {Role("  rate_limit:\n"),
       "f:4:3: roles[0].rate_limit.calls_per_minute: is not set; a limit needs it, or delete "
       "rate_limit for no limit"},
      {Role("  rate_limit: {calls_per_minute: 0}\n"),
       "f:4:34: roles[0].rate_limit.calls_per_minute: \"0\" is out of range; it must be 1 to "
       "1000000"},
      // Bindings.
      {"bindings: [{}]\n",
       "f:1:12: bindings[0].callers: a binding needs callers, such as \"spiffe://example.org/*\"\n"
       "f:1:12: bindings[0].roles: a binding needs names of roles"},
      {Role("bindings: [{callers: [\"*\"], roles: [s, q]}]\n"),
       "f:4:37: bindings[0].roles[0]: there is no role \"s\"\n"
       "f:4:40: bindings[0].roles[1]: there is no role \"q\""},
      {"roles: [{name: charging, methods: [\"*\"]}]\n"
       "bindings: [{callers: [\"*\"], roles: [chargign]}]\n",
       "f:2:37: bindings[0].roles[0]: there is no role \"chargign\"; did you mean charging?"},
      {Role("bindings: [{callers: [\"spiffe://*/a\"], roles: [r]}]\n"),
       "f:4:23: bindings[0].callers[0]: a * may only be the last character, not in the middle of "
       "\"spiffe://*/a\""},
  };
  for (const Case& c : cases) EXPECT_EQ(Message(c.yaml), c.message) << c.yaml;
}

TEST(PolicyFileTest, AllMistakesComeAtOnceFromTopToBottom) {
  EXPECT_EQ(Message("bindings:\n"
                    "- {callers: [\"a*b\"], roles: [nobody]}\n"
                    "roles:\n"
                    "- {name: r, methods: [Vehicle], commands: [fly], colour: blue}\n"
                    "- {name: r}\n"),
            "f:2:14: bindings[0].callers[0]: a * may only be the last character, not in the middle "
            "of \"a*b\"\n"
            "f:2:30: bindings[0].roles[0]: there is no role \"nobody\"\n"
            "f:4:23: roles[0].methods[0]: \"Vehicle\" fits no RPC; did you mean "
            "VehicleService/GetVehicle?\n"
            "f:4:44: roles[0].commands[0]: \"fly\" fits no command\n"
            "f:4:50: roles[0].colour: unknown key; the keys here are name, methods, commands, "
            "users, vehicles, rate_limit\n"
            "f:5:3: roles[1].methods: a role needs methods, such as VehicleService/GetSignal\n"
            "f:5:10: roles[1].name: roles[0] has this name already");
}

TEST(PolicyFileTest, ManyMistakesAreToldInReasonableTime) {
  std::string yaml = "roles:\n- name: r\n  methods: [\"*\"]\n  vehicles:\n";
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&yaml, "  - \"*", i, "\"\n");
  EXPECT_TRUE(absl::StrContains(Message(yaml), "roles[0].vehicles[19999]: a * may only"));
}

TEST(PolicyFileTest, WhatHasNoEffectIsWarnedOf) {
  const std::string bound = "bindings: [{callers: [\"*\"], roles: [r]}]\n";
  const std::string all = "  users: [\"*\"]\n  vehicles: [\"*\"]\n";
  const Case cases[] = {
      {absl::StrCat(Role(all)), "f:2:9: roles[0].name: no binding gives this role to anybody"},
      {absl::StrCat(Role(""), bound),
       "f:2:3: roles[0].users: is empty, so VehicleService/GetVehicle and the like are always "
       "refused; \"*\" allows all\n"
       "f:2:3: roles[0].vehicles: is empty, so VehicleService/GetVehicle and the like are always "
       "refused; \"*\" allows all"},
      {absl::StrCat("roles:\n- name: r\n  methods: [WebhookService/ListWebhooks]\n", bound), ""},
      {absl::StrCat("roles:\n- name: r\n  methods: [VehicleService/LockDoors]\n", all, bound),
       "f:3:13: roles[0].methods[0]: is always refused: it is the command security.lock, which is "
       "not in commands"},
      {absl::StrCat("roles:\n- name: r\n  methods: [VehicleService/GetSignal]\n",
                    "  commands: [security.lock]\n", all, bound),
       "f:4:14: roles[0].commands[0]: has no effect: the role has no method that does it"},
      {absl::StrCat("roles:\n- name: r\n  methods: [ConnectionService/GetConnection]\n",
                    "  users: [\"a\"]\n  vehicles: [\"*\"]\n", bound),
       "f:3:13: roles[0].methods[0]: is always refused: it may be about anybody, so it needs \"*\" "
       "in users and in vehicles"},
      {absl::StrCat(Role(all),
                    "bindings: [{callers: [\"subject:\", \"spiffe:*\", \"jwt:idp\", \"jwt:idp:x\", "
                    "\"sp*\", \"bob\", \"dns:*\", \"anonymous*\"], roles: [r]}]\n"),
       "f:6:23: bindings[0].callers[0]: \"subject:\" fits no caller: names are spiffe://…, dns:…, "
       "subject:…, jwt:ISSUER:SUB or anonymous\n"
       "f:6:47: bindings[0].callers[2]: \"jwt:idp\" fits no caller: names are spiffe://…, dns:…, "
       "subject:…, jwt:ISSUER:SUB or anonymous\n"
       "f:6:78: bindings[0].callers[5]: \"bob\" fits no caller: names are spiffe://…, dns:…, "
       "subject:…, jwt:ISSUER:SUB or anonymous\n"
       "f:6:94: bindings[0].callers[7]: \"anonymous*\" fits no caller: names are spiffe://…, "
       "dns:…, subject:…, jwt:ISSUER:SUB or anonymous"},
  };
  for (const Case& c : cases) EXPECT_EQ(Warnings(c.yaml), c.message) << c.yaml;
}

}  // namespace
}  // namespace smartcar_gateway
