// Fuzz target: policy files, and decisions by what they say.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "server/access/policy.h"
#include "server/access/rpc_methods.h"
#include "server/config/policy_file.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

// The longest line of a report: a path, quoted keys, and all the keys there are.
constexpr size_t kLongestLine = 1024;
constexpr int kMaxTried = 4;

void CheckLines(absl::string_view text, Findings* findings) {
  CheckText(text, findings);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    findings->Expect(line.size() <= kLongestLine, "a line can be read", line);
    findings->Expect(std::none_of(line.begin(), line.end(), absl::ascii_iscntrl),
                     "a line has no control characters",
                     absl::StrCat("in a line of ", line.size(), " bytes"));
  }
}

// The decision, its reason and its explanation say the same.
bool Allowed(const Policy& policy, const Identity& identity, const CallFacts& call,
             Findings* findings) {
  const Policy::Grant* const grant = policy.FirstThatAllows(identity, call);
  std::string rule;
  for (const Policy::Answer& answer : policy.Explain(identity, call)) {
    CheckLines(answer.why, findings);
    if (answer.allowed && rule.empty()) rule = answer.rule;
  }
  findings->Expect(rule == (grant == nullptr ? "" : grant->rule),
                   "the explanation names the rule that decides", rule);
  if (grant == nullptr) CheckLines(policy.WhyDenied(identity, call), findings);
  return grant != nullptr;
}

void CheckDecisions(const Policy& policy, const Identity& identity, absl::string_view id,
                    Findings* findings) {
  for (const RpcMethod& method : AllRpcMethods()) {
    const CallTarget targets[] = {{id, id}, {"vehicle", id}, {id, "user"}, {"", ""}};
    bool all = true;
    for (const CallTarget& target : targets) {
      all = Allowed(policy, identity, {method.name, absl::MakeConstSpan(&target, 1)}, findings) &&
            all;
    }
    if (Allowed(policy, identity, {method.name, targets}, findings)) {
      findings->Expect(all, "a batch is allowed only if each of its vehicles is", method.name);
    }
    const CallTarget odd[] = {{"vehicle\n", "user"}, {"vehicle", absl::string_view("user\0", 5)}};
    for (const CallTarget& target : odd) {
      if (method.targets != RpcTargets::kFields && method.targets != RpcTargets::kVehicles) break;
      findings->Expect(
          !Allowed(policy, identity, {method.name, absl::MakeConstSpan(&target, 1)}, findings),
          "an id with control characters is never allowed", method.name);
    }
  }
  findings->Expect(!Allowed(policy, identity, {id, {}}, findings) || FindRpcMethod(id) != nullptr,
                   "what is no RPC is never allowed");
}

void CheckLoaded(const LoadedPolicy& loaded, const std::string& input, Findings* findings) {
  findings->Expect(loaded.sha256.size() == 64, "a policy has a hash", loaded.sha256);
  for (const std::string& warning : loaded.warnings) CheckLines(warning, findings);
  const std::shared_ptr<const Policy> policy = Policy::Compile(loaded.policy);
  Identity identity;  // anonymous
  CheckDecisions(*policy, identity, input, findings);
  int tried = 0;
  for (const auto& binding : loaded.policy.bindings()) {
    for (const std::string& caller : binding.callers()) {
      if (++tried > kMaxTried) return;
      identity.names = {caller};
      identity.subject = input.substr(0, 16);
      CheckDecisions(*policy, identity, identity.subject, findings);
    }
  }
}

void PolicyFile(const std::string& input, Findings* findings) {
  const auto loaded = ParsePolicy(input, "f");
  if (loaded.ok()) {
    CheckLoaded(*loaded, input, findings);
    return;
  }
  findings->Expect(loaded.status().code() == absl::StatusCode::kInvalidArgument &&
                       !loaded.status().message().empty(),
                   "a refusal is INVALID_ARGUMENT and says why", loaded.status().ToString());
  CheckLines(loaded.status().message(), findings);
}

const FuzzTargetRegistration registration("policy", PolicyFile);

}  // namespace
}  // namespace smartcar_gateway
