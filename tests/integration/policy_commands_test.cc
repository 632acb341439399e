// Policies from the operator's side: checked, explained, refused at the start, and replaced.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr int kUsage = 2;
constexpr int kDenied = 3;

constexpr char kPolicy[] = R"(
roles:
  - name: charging
    methods: [VehicleService/GetSignal, "VehicleService/S*"]
    commands: ["charge.*"]
    users: ["fleet-*"]
    vehicles: ["*"]
    rate_limit: {calls_per_minute: 60}
  - name: driver
    methods: ["VehicleService/*"]
    commands: [security.lock]
    users: ["${sub}"]
    vehicles: ["*"]
bindings:
  - callers: ["spiffe://example.org/charging/*"]
    roles: [charging]
  - callers: ["jwt:idp:*"]
    roles: [driver]
)";

class PolicyCommandsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = folder_ + "/" + name;
    WriteFile(path, content);
    return path;
  }

  Finished Run(std::vector<std::string> arguments) {
    return RunToEnd({RunfilePath("server/smartcar_gateway"), std::move(arguments), {}});
  }

  Finished Explain(std::vector<std::string> arguments) {
    arguments.push_back("--policy=" + policy_);
    arguments.push_back("--explain_policy");
    return Run(std::move(arguments));
  }

  GatewayOptions WithPolicy(const std::string& path) {
    GatewayOptions options;
    options.config = {{"access", {{"policy_file", path}}}};
    return options;
  }

  const std::string folder_ = NewScratchFolder("policies");
  const std::string policy_ = Write("policy.yaml", kPolicy);
};

TEST_F(PolicyCommandsTest, GoodPolicyIsSummedUp) {
  const Finished run = Run({"--policy=" + policy_, "--check_policy"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("the policy is good: 2 roles, 2 bindings\n"));
  EXPECT_THAT(run.out, AllOf(HasSubstr("reads     VehicleService/GetSignal\n"),
                             HasSubstr("commands  charge.start, charge.stop, charge.set-limit\n"),
                             HasSubstr("60 calls a minute, 60 at once, for each caller\n"),
                             HasSubstr("spiffe://example.org/charging/*: charging\n")));
  EXPECT_THAT(run.err, IsEmpty());
}

TEST_F(PolicyCommandsTest, EverythingThatIsWrongIsToldAtOnce) {
  const std::string path =
      Write("wrong.yaml",
            "roles:\n- name: r\n  methods: [VehicleService/LockDoor]\n  commands: [security.lok]\n"
            "bindings:\n- {callers: [\"*x\"], roles: [s]}\n");
  const Finished run = Run({"--policy=" + path, "--check_policy"});
  EXPECT_EQ(run.status, kUsage);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(run.err,
            absl::StrCat("smartcar_gateway: the policy is not usable:\n",  //
                         path, ":3:13: roles[0].methods[0]: \"VehicleService/LockDoor\" fits no ",
                         "RPC; did you mean VehicleService/LockDoors?\n",  //
                         path, ":4:14: roles[0].commands[0]: \"security.lok\" fits no command; ",
                         "did you mean security.lock?\n",  //
                         path, ":6:14: bindings[0].callers[0]: a * may only be the last ",
                         "character, not in the middle of \"*x\"\n",  //
                         path, ":6:29: bindings[0].roles[0]: there is no role \"s\"\n"));
}

TEST_F(PolicyCommandsTest, WhatHasNoEffectIsWarnedOfAndAnEmptyFileIsRefused) {
  const std::string idle =
      Write("idle.yaml", absl::StrCat(kPolicy, "  - callers: [bob]\n", "    roles: [driver]\n"));
  const Finished warned = Run({"--policy=" + idle, "--check_policy"});
  EXPECT_EQ(warned.status, 0);
  EXPECT_THAT(warned.err, AllOf(StartsWith("warning: "), HasSubstr("\"bob\" fits no caller")));
  const Finished empty = Run({"--policy=" + Write("empty.yaml", ""), "--check_policy"});
  EXPECT_EQ(empty.status, 2);
  EXPECT_THAT(empty.err, HasSubstr("holds neither roles nor bindings, so it is hardly meant"));
}

TEST_F(PolicyCommandsTest, ExplanationNamesTheRuleThatDecides) {
  const Finished allowed =
      Explain({"--caller=spiffe://example.org/charging/7", "--method=VehicleService/StartCharge",
               "--user=fleet-1", "--vehicle=car"});
  EXPECT_EQ(allowed.status, 0) << allowed.err;
  EXPECT_EQ(allowed.out,
            "allowed by bindings[0]/charging, at most 60 calls a minute, 60 at once\n"
            "  bindings[0]/charging: role charging allows it\n");
  const Finished denied =
      Explain({"--caller=spiffe://example.org/charging/7", "--method=VehicleService/StartCharge",
               "--user=anna", "--vehicle=car"});
  EXPECT_EQ(denied.status, kDenied) << denied.err;
  EXPECT_EQ(denied.out,
            "denied: no rule allows it\n"
            "  bindings[0]/charging: role charging allows the method, but not user \"anna\"\n");
  const Finished stranger =
      Explain({"--caller=anonymous", "--method=smartcar.gateway.v1.VehicleService/GetSignal",
               "--user=fleet-1"});
  EXPECT_EQ(stranger.status, kDenied) << stranger.err;
  EXPECT_THAT(stranger.out, HasSubstr("no binding fits the caller"));
}

TEST_F(PolicyCommandsTest, SubIsTheEndOfTheNameUnlessItIsGiven) {
  const std::string method = "--method=VehicleService/LockDoors";
  EXPECT_EQ(Explain({"--caller=jwt:idp:anna", method, "--user=anna", "--vehicle=c"}).status, 0);
  EXPECT_EQ(Explain({"--caller=jwt:idp:anna", method, "--user=berta", "--vehicle=c"}).status,
            kDenied);
  EXPECT_EQ(Explain({"--caller=jwt:idp:anna", "--sub=berta", method, "--user=berta", "--vehicle=c"})
                .status,
            0);
}

TEST_F(PolicyCommandsTest, FlagsThatMakeNoSenseSayWhatDoes) {
  const auto expect_mistake = [&](std::vector<std::string> arguments, const char* why) {
    const Finished run = Run(std::move(arguments));
    EXPECT_EQ(run.status, kUsage) << why;
    EXPECT_THAT(run.err, AllOf(StartsWith("smartcar_gateway: "), HasSubstr(why)));
    EXPECT_THAT(run.out, IsEmpty());
  };
  const std::string policy = "--policy=" + policy_;
  expect_mistake({policy}, "--check_policy and --explain_policy");
  expect_mistake({policy, "--check_policy", "--explain_policy"}, "one of --check_policy");
  expect_mistake({"--check_policy"}, "--policy");
  expect_mistake({policy, "--explain_policy"}, "--caller and --method");
  expect_mistake({policy, "--explain_policy", "--caller=dns:a", "--method=LockDoors"},
                 "there is no RPC LockDoors");
  expect_mistake({"--policy=/no/such/policy", "--check_policy"}, "/no/such/policy cannot be read");
}

TEST_F(PolicyCommandsTest, ConfigurationNamesThePolicy) {
  GatewayOptions options = WithPolicy(policy_);
  options.flags = {"--check_policy"};
  EXPECT_EQ(RunToEnd(GatewayCommand(nullptr, options)).status, 0);
  options.config = Json::object();
  const Finished none = RunToEnd(GatewayCommand(nullptr, options));
  EXPECT_EQ(none.status, kUsage);
  EXPECT_THAT(none.err, HasSubstr("access.policy_file"));
}

TEST_F(PolicyCommandsTest, BrokenPolicyIsABrokenConfiguration) {
  const std::string broken = Write("broken.yaml", "roles: [{}]\n");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{"--check_config"}, {}}) {
    GatewayOptions options = WithPolicy(broken);
    options.flags = flags;
    const Finished run = RunToEnd(GatewayCommand(nullptr, options));
    EXPECT_EQ(run.status, kUsage) << run.err;
    EXPECT_THAT(run.err, HasSubstr(broken + ":1:9: roles[0].name: a role needs a name"));
    EXPECT_THAT(run.out, IsEmpty());
  }
  GatewayOptions good = WithPolicy(policy_);
  good.flags = {"--check_config"};
  EXPECT_EQ(RunToEnd(GatewayCommand(nullptr, good)).out, "the configuration is good\n");
}

TEST_F(PolicyCommandsTest, ChangedPolicyIsTakenUpAndABrokenOneIsShoutedAbout) {
  const auto simulator = Simulator::Start();
  const auto gateway = Gateway::Start(*simulator, WithPolicy(policy_));
  EXPECT_TRUE(gateway->process().WaitForErr(
      absl::StrCat("policy: ", policy_, " is in force: 2 roles, 2 bindings")));
  const auto replace = [&](const std::string& content) {
    ASSERT_EQ(rename(Write("next", content).c_str(), policy_.c_str()), 0);
  };
  replace("roles: x\n");
  EXPECT_TRUE(gateway->process().WaitForErr(
      absl::StrCat("policy: ", policy_, " cannot be used; the policy before stays in force")));
  replace("");
  EXPECT_TRUE(gateway->process().WaitForErr("holds neither roles nor bindings"));
  replace("roles: [{name: nobody, methods: ['*']}]\n");
  EXPECT_TRUE(gateway->process().WaitForErr(
      absl::StrCat("policy: ", policy_, " has changed and is in force: 1 role, 0 bindings")));
  gateway->process().Signal(SIGTERM);
  EXPECT_EQ(gateway->process().WaitForExit(), 0);
}

}  // namespace
}  // namespace smartcar_gateway
