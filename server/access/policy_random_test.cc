// Random policies and calls, decided by Policy and by a plain reading of policy.proto, which must
// agree.
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/access/policy.h"
#include "server/access/testing.h"

namespace smartcar_gateway {
namespace {

namespace policyv1 = ::smartcar::gateway::policy::v1;
using Words = std::vector<std::string>;

// What is drawn from. Short alphabets, so that things often match, and nearly match.
const Words& CallerPatterns() {
  static const Words& words =
      *new Words{"*",       "anonymous", "dns:a", "dns:*",        "dns:ab",
                 "jwt:i:*", "jwt:i:a",   "jwt:*", "spiffe://x/*", "spiffe://x/a"};
  return words;
}
const Words& CallerNames() {
  static const Words& words =
      *new Words{"dns:a",   "dns:ab",       "dns:b",       "jwt:i:a",     "jwt:i:ab",
                 "jwt:j:a", "spiffe://x/a", "spiffe://x/", "spiffe://y/a"};
  return words;
}
const Words& IdPatterns() {
  static const Words& words = *new Words{"*", "*", "*", "a", "ab", "a*", "ab*", "b*", "abc"};
  return words;
}
const Words& Ids() {
  static const Words& words =
      *new Words{"", "a", "ab", "abc", "b", "a", "ab", "abc", "ba", "A", "a\n", "*"};
  return words;
}
const Words& MethodPatterns() {
  static const Words& words = *new Words{"*",
                                         "VehicleService/*",
                                         "VehicleService/Get*",
                                         "ConnectionService/*",
                                         "WebhookService/*",
                                         "VehicleService/LockDoors",
                                         "ConnectionService/GetConnection",
                                         "CompatibilityService/ListCompatibleVehicles"};
  return words;
}
const Words& CommandPatterns() {
  static const Words& words =
      *new Words{"*",        "security.*",         "security.lock",  "charge*",
                 "charge.*", "connections.delete", "subscriptions.*"};
  return words;
}

class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}
  int Below(int end) { return static_cast<int>(engine_() % static_cast<uint32_t>(end)); }
  bool Chance(int percent) { return Below(100) < percent; }
  const std::string& Pick(const Words& words) { return words[Below(words.size())]; }

 private:
  std::mt19937 engine_;
};

policyv1::Policy RandomPolicy(Dice& dice) {
  policyv1::Policy policy;
  const int roles = 1 + dice.Below(4);
  for (int i = 0; i < roles; ++i) {
    policyv1::Role& role = *policy.add_roles();
    role.set_name(absl::StrCat("r", i));
    for (int n = dice.Below(5); n > 0; --n) role.add_methods(dice.Pick(MethodPatterns()));
    for (int n = dice.Below(4); n > 0; --n) role.add_commands(dice.Pick(CommandPatterns()));
    for (int n = dice.Below(4); n > 0; --n) role.add_users(dice.Pick(IdPatterns()));
    if (dice.Chance(30)) role.add_users("${sub}");
    for (int n = dice.Below(4); n > 0; --n) role.add_vehicles(dice.Pick(IdPatterns()));
  }
  for (int n = 1 + dice.Below(3); n > 0; --n) {
    policyv1::Binding& binding = *policy.add_bindings();
    for (int m = dice.Below(4); m > 0; --m) binding.add_callers(dice.Pick(CallerPatterns()));
    for (int m = dice.Below(4); m > 0; --m) binding.add_roles(absl::StrCat("r", dice.Below(5)));
  }
  return policy;
}

Identity RandomCaller(Dice& dice) {
  if (dice.Chance(15)) return Identity();
  Words names{dice.Pick(CallerNames())};
  if (dice.Chance(30)) names.push_back(dice.Pick(CallerNames()));
  return KnownAs(names, dice.Chance(50) ? dice.Pick(Ids()) : "");
}

// The plain reading. Shares nothing with Policy but the table of RPCs.

bool PatternFits(const std::string& pattern, const std::string& name) {
  if (!pattern.empty() && pattern.back() == '*') {
    const std::string beginning = pattern.substr(0, pattern.size() - 1);
    return name.compare(0, beginning.size(), beginning) == 0;
  }
  return pattern == name;
}

bool CallerFits(const std::string& pattern, const std::string& name) {
  return name == "anonymous" ? pattern == "anonymous" : PatternFits(pattern, name);
}

template <typename List>
bool IdAllowed(const List& patterns, const std::string& id, const std::string* subject) {
  for (char c : id) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  }
  for (const std::string& pattern : patterns) {
    if (pattern == "*") return true;
    if (id.empty()) continue;
    if (pattern == "${sub}" && subject != nullptr) {
      if (id == *subject) return true;
    } else if (PatternFits(pattern, id)) {
      return true;
    }
  }
  return false;
}

bool RoleAllows(const policyv1::Role& role, const RpcMethod& method, const Identity& caller,
                const std::vector<std::pair<std::string, std::string>>& targets) {
  bool has_method = false;
  for (const std::string& pattern : role.methods()) {
    has_method = has_method || PatternFits(pattern, std::string(method.name));
  }
  bool has_command = method.change.empty();
  for (const std::string& pattern : role.commands()) {
    has_command = has_command || PatternFits(pattern, std::string(method.change));
  }
  if (!has_method || !has_command) return false;
  if (method.targets == RpcTargets::kNothing) return true;
  auto about = targets;
  if (method.targets == RpcTargets::kAny || about.empty()) about = {{"", ""}};
  for (const auto& target : about) {
    if (!IdAllowed(role.vehicles(), target.first, nullptr)) return false;
    if (!IdAllowed(role.users(), target.second, &caller.subject)) return false;
  }
  return true;
}

std::string PlainDecision(const policyv1::Policy& policy, const RpcMethod& method,
                          const Identity& caller,
                          const std::vector<std::pair<std::string, std::string>>& targets) {
  for (int i = 0; i < policy.bindings_size(); ++i) {
    bool fits = false;
    for (const std::string& pattern : policy.bindings(i).callers()) {
      for (const std::string& name : caller.names) fits = fits || CallerFits(pattern, name);
    }
    if (!fits) continue;
    for (const std::string& name : policy.bindings(i).roles()) {
      for (const policyv1::Role& role : policy.roles()) {
        if (role.name() == name && RoleAllows(role, method, caller, targets)) {
          return absl::StrCat("bindings[", i, "]/", name);
        }
      }
    }
  }
  return "";
}

TEST(PolicyRandomTest, DecisionsAreThoseOfAPlainReading) {
  int allowed = 0;
  int denied = 0;
  for (uint32_t seed = 0; seed < 3000; ++seed) {
    Dice dice(seed);
    const policyv1::Policy proto = RandomPolicy(dice);
    const auto policy = Policy::Compile(proto);
    for (int n = 0; n < 50; ++n) {
      const Identity caller = RandomCaller(dice);
      const RpcMethod& method = AllRpcMethods()[dice.Below(AllRpcMethods().size())];
      std::vector<std::pair<std::string, std::string>> targets;
      for (int m = dice.Chance(80) ? 1 : dice.Below(4); m > 0; --m) {
        targets.push_back({dice.Pick(Ids()), dice.Pick(Ids())});
      }
      std::vector<CallTarget> views;
      for (const auto& target : targets) views.push_back({target.first, target.second});
      const CallFacts call{method.name, views};

      const Policy::Grant* const grant = policy->FirstThatAllows(caller, call);
      const std::string rule = grant == nullptr ? "" : grant->rule;
      ASSERT_EQ(rule, PlainDecision(proto, method, caller, targets))
          << "seed " << seed << ", " << caller.name() << ", sub \"" << caller.subject << "\", "
          << method.name << "\n"
          << proto.DebugString();
      // The explanation says the same.
      std::string explained;
      for (const Policy::Answer& answer : policy->Explain(caller, call)) {
        if (answer.allowed && explained.empty()) explained = answer.rule;
      }
      ASSERT_EQ(explained, rule);
      ASSERT_FALSE(policy->WhyDenied(caller, call).empty());
      ++(grant == nullptr ? denied : allowed);
    }
  }
  std::cout << "3000 random policies, " << allowed << " calls allowed, " << denied << " denied\n";
  EXPECT_GT(allowed, 3000);
  EXPECT_GT(denied, 3000);
}

}  // namespace
}  // namespace smartcar_gateway
