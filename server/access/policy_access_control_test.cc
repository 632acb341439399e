// Tests of decisions by the policy in force, and of its replacement.
#include "server/access/policy_access_control.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/testing.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

using Verdict = Decision::Verdict;

constexpr char kAllowing[] = R"pb(
  roles { name: "r" methods: "*" commands: "*" users: "*" vehicles: "*" }
  bindings { callers: "*" roles: "r" }
)pb";

// Of burst 2, in the first of two roles.
constexpr char kLimited[] = R"pb(
  roles {
    name: "r"
    methods: "*"
    users: "*"
    vehicles: "*"
    rate_limit { calls_per_minute: 60 burst: 2 }
  }
  roles { name: "free" methods: "*" users: "*" vehicles: "*" }
  bindings { callers: "*" roles: "r" roles: "free" }
)pb";

class PolicyAccessControlTest : public testing::Test {
 protected:
  void PutInForce(const std::string& policy) {
    access_.Replace(Policy::Compile(ParsedPolicy(policy)));
  }

  Decision Decide(const std::string& caller, absl::string_view method = "VehicleService/GetSignal",
                  size_t targets = 1) {
    const std::vector<CallTarget> about(targets, CallTarget{"car", "anna"});
    return access_.Decide(caller.empty() ? Identity() : KnownAs({caller}), {method, about});
  }

  FakeClock clock_;
  PolicyAccessControl access_{clock_};
};

TEST_F(PolicyAccessControlTest, WithoutAPolicyEverythingIsAllowed) {
  const Decision decision = Decide("", "VehicleService/UnlockDoors");
  EXPECT_EQ(decision.verdict, Verdict::kAllowed);
  EXPECT_EQ(decision.rule, "no policy");
}

TEST_F(PolicyAccessControlTest, DecisionNamesTheRuleAndADenialSaysWhy) {
  PutInForce(kAllowing);
  EXPECT_EQ(Decide("dns:a").rule, "bindings[0]/r");
  const Decision denied = Decide("");
  EXPECT_EQ(denied.verdict, Verdict::kDenied);
  EXPECT_EQ(denied.rule, "no rule");
  EXPECT_EQ(denied.why, "no binding fits the caller");
}

TEST_F(PolicyAccessControlTest, LimitOfTheFirstRoleThatAllowsCounts) {
  PutInForce(kLimited);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Decide("dns:a").verdict, Verdict::kAllowed);
  const Decision refused = Decide("dns:a");
  EXPECT_EQ(refused.verdict, Verdict::kTooManyCalls);
  EXPECT_EQ(refused.rule, "bindings[0]/r");
  EXPECT_EQ(refused.retry_after, absl::Seconds(1));
  EXPECT_EQ(refused.limit, "role r: 60 calls a minute, 2 at once");
  EXPECT_EQ(Decide("dns:b").verdict, Verdict::kAllowed) << "of another caller";
}

TEST_F(PolicyAccessControlTest, WhatIsDeniedCostsNothing) {
  PutInForce(kLimited);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Decide("dns:a", "VehicleService/LockDoors").verdict, Verdict::kDenied);
  }
  EXPECT_EQ(Decide("dns:a").verdict, Verdict::kAllowed);
}

TEST_F(PolicyAccessControlTest, BatchCountsItsVehicles) {
  PutInForce(kLimited);
  const absl::string_view batch = "VehicleService/BatchGetSignals";
  EXPECT_EQ(Decide("dns:a", batch, 2).verdict, Verdict::kAllowed);
  EXPECT_EQ(Decide("dns:a", batch, 2).retry_after, absl::Seconds(2));
  const Decision never = Decide("dns:b", batch, 3);
  EXPECT_EQ(never.verdict, Verdict::kTooManyCalls);
  EXPECT_EQ(never.retry_after, absl::InfiniteDuration());
  EXPECT_EQ(never.limit, "role r: 60 calls a minute, 2 at once");
}

TEST_F(PolicyAccessControlTest, BurstIsAMinutesCallsUnlessItIsSet) {
  PutInForce(R"pb(
    roles {
      name: "r"
      methods: "WebhookService/*"
      rate_limit { calls_per_minute: 3 }
    }
    bindings { callers: "*" roles: "r" }
  )pb");
  const absl::string_view method = "WebhookService/ListWebhooks";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Decide("dns:a", method).verdict, Verdict::kAllowed);
  EXPECT_EQ(Decide("dns:a", method).limit, "role r: 3 calls a minute");
  EXPECT_EQ(Decide("dns:a", method).retry_after, absl::Seconds(20));
}

TEST_F(PolicyAccessControlTest, NewPolicyDecidesAtOnce) {
  PutInForce(kAllowing);
  EXPECT_EQ(Decide("dns:a").verdict, Verdict::kAllowed);
  PutInForce("");
  EXPECT_EQ(Decide("dns:a").verdict, Verdict::kDenied);
}

TEST_F(PolicyAccessControlTest, ReloadGivesNobodyNewCalls) {
  PutInForce(kLimited);
  while (Decide("dns:a").verdict == Verdict::kAllowed) {
  }
  PutInForce(absl::StrCat(kLimited, R"pb(roles { name: "new" methods: "*" })pb"));
  EXPECT_EQ(Decide("dns:a").verdict, Verdict::kTooManyCalls);
}

TEST_F(PolicyAccessControlTest, EveryDecisionWhilePoliciesChangeIsByOneOfThem) {
  const auto allowing = Policy::Compile(ParsedPolicy(kAllowing));
  const auto limited = Policy::Compile(ParsedPolicy(kLimited));
  const auto denying = Policy::Compile({});
  access_.Replace(allowing);
  std::atomic<bool> done{false};
  std::atomic<int> allowed{0};
  std::atomic<int> odd{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const std::string caller = absl::StrCat("dns:", i % 2);
      while (!done) {
        const Decision decision = Decide(caller);
        if (decision.rule == "bindings[0]/r") {
          ++allowed;
        } else if (decision.rule != "no rule" || decision.verdict != Verdict::kDenied) {
          ++odd;
        }
      }
    });
  }
  for (int i = 0; i < 300 || allowed == 0; ++i) {
    access_.Replace(i % 3 == 0 ? allowing : i % 3 == 1 ? limited : denying);
    // Compiled anew, so that the last user of an old one frees it.
    access_.Replace(Policy::Compile(ParsedPolicy(kLimited)));
    clock_.Advance(absl::Milliseconds(10));
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(allowed, 0);
  EXPECT_EQ(odd, 0);
}

}  // namespace
}  // namespace smartcar_gateway
