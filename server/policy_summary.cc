// Implementation of the words about a policy.
#include "server/policy_summary.h"

#include <map>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "server/access/pattern_set.h"
#include "server/access/policy.h"
#include "server/access/rpc_methods.h"

namespace smartcar_gateway {
namespace {

namespace policyv1 = ::smartcar::gateway::policy::v1;
using Texts = ::google::protobuf::RepeatedPtrField<std::string>;

std::string Count(int number, absl::string_view thing) {
  return absl::StrCat(number, " ", thing, number == 1 ? "" : "s");
}

std::string ListOf(const std::vector<std::string>& words) {
  return words.empty() ? "none" : absl::StrJoin(words, ", ");
}

std::string ListOf(const Texts& words) {
  return ListOf(std::vector<std::string>(words.begin(), words.end()));
}

PatternSet SetOf(const Texts& patterns) {
  PatternSet set;
  for (const std::string& pattern : patterns) set.Add(pattern);
  return set;
}

std::string LimitInWords(const policyv1::RateLimit& limit) {
  const uint32_t burst = limit.has_burst() ? limit.burst() : limit.calls_per_minute();
  return absl::StrCat(limit.calls_per_minute(), " calls a minute, ", burst,
                      " at once, for each caller");
}

void AppendRole(const policyv1::Role& role, std::string* text) {
  const PatternSet methods = SetOf(role.methods());
  const PatternSet commands = SetOf(role.commands());
  std::vector<std::string> reads;
  std::vector<std::string> changes;
  for (const RpcMethod& method : AllRpcMethods()) {
    if (!methods.Matches(method.name)) continue;
    if (method.change.empty()) {
      reads.emplace_back(method.name);
    } else if (commands.Matches(method.change)) {
      changes.emplace_back(method.change);
    }
  }
  absl::StrAppend(text, "  ", role.name(), "\n    reads     ", ListOf(reads), "\n    commands  ",
                  ListOf(changes), "\n    users     ", ListOf(role.users()), "\n    vehicles  ",
                  ListOf(role.vehicles()), "\n    limit     ",
                  role.has_rate_limit() ? LimitInWords(role.rate_limit()) : "none", "\n");
}

}  // namespace

std::string CountInWords(const policyv1::Policy& policy) {
  std::string words = absl::StrCat(Count(policy.roles_size(), "role"), ", ",
                                   Count(policy.bindings_size(), "binding"));
  if (policy.roles_size() == 0 || policy.bindings_size() == 0) {
    absl::StrAppend(&words, "; it refuses everything");
  }
  return words;
}

std::string SummaryOf(const policyv1::Policy& policy) {
  std::string text;
  if (policy.roles_size() > 0) absl::StrAppend(&text, "\nroles\n");
  for (const policyv1::Role& role : policy.roles()) AppendRole(role, &text);
  std::map<std::string, std::vector<std::string>> roles;  // by caller
  for (const policyv1::Binding& binding : policy.bindings()) {
    for (const std::string& caller : binding.callers()) {
      for (const std::string& role : binding.roles()) roles[caller].push_back(role);
    }
  }
  if (!roles.empty()) absl::StrAppend(&text, "\ncallers and their roles\n");
  for (const auto& caller : roles) {
    absl::StrAppend(&text, "  ", caller.first, ": ", absl::StrJoin(caller.second, ", "), "\n");
  }
  return text;
}

Explanation Explain(const policyv1::Policy& policy, const Identity& identity,
                    const CallFacts& call) {
  const std::shared_ptr<const Policy> compiled = Policy::Compile(policy);
  const Policy::Grant* const grant = compiled->FirstThatAllows(identity, call);
  Explanation explanation;
  explanation.allowed = grant != nullptr;
  if (grant == nullptr) {
    explanation.text = "denied: no rule allows it\n";
  } else {
    explanation.text = absl::StrCat("allowed by ", grant->rule);
    if (grant->limit.has_value()) {
      absl::StrAppend(&explanation.text, ", at most ", grant->limit->calls_per_minute,
                      " calls a minute, ", grant->limit->burst, " at once");
    }
    absl::StrAppend(&explanation.text, "\n");
  }
  const std::vector<Policy::Answer> answers = compiled->Explain(identity, call);
  for (const Policy::Answer& answer : answers) {
    absl::StrAppend(&explanation.text, "  ", answer.rule, ": ", answer.why, "\n");
  }
  if (answers.empty()) absl::StrAppend(&explanation.text, "  no binding fits the caller\n");
  return explanation;
}

}  // namespace smartcar_gateway
