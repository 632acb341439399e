// Implementation of Policy.
#include "server/access/policy.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

namespace smartcar_gateway {
namespace {

namespace policyv1 = ::smartcar::gateway::policy::v1;

constexpr absl::string_view kOwnUser = "${sub}";
constexpr size_t kMaxShownBytes = 64;

std::string Shown(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kMaxShownBytes)),
                      text.size() > kMaxShownBytes ? "…" : "", "\"");
}

// No id has them, and what is told apart here must not be the same upstream.
bool HasControlCharacters(absl::string_view id) {
  return std::any_of(id.begin(), id.end(),
                     [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); });
}

// An id that is empty stands for any.
bool IdFits(const PatternSet& patterns, absl::string_view id) {
  if (id.empty()) return patterns.any();
  return patterns.Matches(id) && !HasControlCharacters(id);
}

CallerLimit LimitOf(const policyv1::RateLimit& proto) {
  CallerLimit limit;
  limit.calls_per_minute = std::max<int64_t>(proto.calls_per_minute(), 1);
  limit.burst = proto.has_burst() ? std::max<int64_t>(proto.burst(), 1) : limit.calls_per_minute;
  return limit;
}

}  // namespace

Policy::Role Policy::CompileRole(const policyv1::Role& proto) {
  Role role;
  role.name = proto.name();
  PatternSet methods;
  for (const std::string& pattern : proto.methods()) methods.Add(pattern);
  PatternSet changes;
  for (const std::string& pattern : proto.commands()) changes.Add(pattern);
  for (const RpcMethod& method : AllRpcMethods()) {
    role.methods.push_back(methods.Matches(method.name));
    role.changes.push_back(method.change.empty() || changes.Matches(method.change));
  }
  for (const std::string& pattern : proto.users()) {
    if (pattern == kOwnUser) {
      role.own_user = true;
    } else {
      role.users.Add(pattern);
    }
  }
  for (const std::string& pattern : proto.vehicles()) role.vehicles.Add(pattern);
  return role;
}

std::shared_ptr<const Policy> Policy::Compile(const policyv1::Policy& proto) {
  // The constructor is private.
  std::shared_ptr<Policy> policy(new Policy);
  absl::flat_hash_map<std::string, int> by_name;
  for (int i = 0; i < proto.roles_size(); ++i) {
    policy->roles_.push_back(CompileRole(proto.roles(i)));
    by_name.emplace(proto.roles(i).name(), i);
  }
  for (int i = 0; i < proto.bindings_size(); ++i) {
    for (const std::string& pattern : proto.bindings(i).callers()) {
      policy->callers_.Add(pattern, static_cast<size_t>(i));
    }
    std::vector<BoundRole> bound;
    for (const std::string& name : proto.bindings(i).roles()) {
      const auto found = by_name.find(name);
      if (found == by_name.end()) continue;
      const policyv1::Role& role = proto.roles(found->second);
      Grant grant;
      grant.rule = absl::StrCat("bindings[", i, "]/", name);
      grant.role = name;
      if (role.has_rate_limit()) grant.limit = LimitOf(role.rate_limit());
      bound.push_back({std::move(grant), static_cast<size_t>(found->second)});
    }
    policy->bindings_.push_back(std::move(bound));
  }
  return policy;
}

Policy::Fit Policy::Try(const Role& role, const RpcMethod* method, const Identity& identity,
                        const CallFacts& call) {
  if (method == nullptr) return {Lack::kRpc};
  const size_t place = method - AllRpcMethods().data();
  if (!role.methods[place]) return {Lack::kMethod};
  if (!role.changes[place]) return {Lack::kChange};
  if (method->targets == RpcTargets::kNothing) return {Lack::kNothing};
  const CallTarget anything;
  const bool names_some = method->targets != RpcTargets::kAny && !call.targets.empty();
  for (const CallTarget& target : names_some ? call.targets : absl::MakeConstSpan(&anything, 1)) {
    const bool own = role.own_user && !target.user_id.empty() &&
                     target.user_id == identity.subject && !HasControlCharacters(target.user_id);
    if (!own && !IdFits(role.users, target.user_id)) return {Lack::kUser, target};
    if (!IdFits(role.vehicles, target.vehicle_id)) return {Lack::kVehicle, target};
  }
  return {Lack::kNothing};
}

std::string Policy::Tell(const Fit& fit, const Role& role, const CallFacts& call) {
  switch (fit.lack) {
    case Lack::kRpc:
      return absl::StrCat("there is no RPC ", Shown(call.method));
    case Lack::kMethod:
      return absl::StrCat("role ", role.name, " does not have the method ", call.method);
    case Lack::kChange:
      return absl::StrCat("role ", role.name, " has the method, but not the command ",
                          FindRpcMethod(call.method)->change);
    case Lack::kUser:
      return fit.target.user_id.empty()
                 ? absl::StrCat("role ", role.name,
                                " allows the method, but the call names no user, which needs \"*\" "
                                "in users")
                 : absl::StrCat("role ", role.name, " allows the method, but not user ",
                                Shown(fit.target.user_id));
    case Lack::kVehicle:
      return fit.target.vehicle_id.empty()
                 ? absl::StrCat("role ", role.name,
                                " allows the method, but the call names no vehicle, which needs "
                                "\"*\" in vehicles")
                 : absl::StrCat("role ", role.name, " allows the method and the user, but not ",
                                "vehicle ", Shown(fit.target.vehicle_id));
    case Lack::kNothing:
      break;
  }
  return absl::StrCat("role ", role.name, " allows it");
}

const Policy::Grant* Policy::FirstThatAllows(const Identity& identity,
                                             const CallFacts& call) const {
  const RpcMethod* const method = FindRpcMethod(call.method);
  if (method == nullptr) return nullptr;
  for (const size_t binding : callers_.Find(identity)) {
    for (const BoundRole& bound : bindings_[binding]) {
      const Fit fit = Try(roles_[bound.role], method, identity, call);
      if (fit.lack == Lack::kNothing) return &bound.grant;
    }
  }
  return nullptr;
}

std::string Policy::WhyDenied(const Identity& identity, const CallFacts& call) const {
  const RpcMethod* const method = FindRpcMethod(call.method);
  const Role* nearest = nullptr;
  Fit nearest_fit;
  for (const size_t binding : callers_.Find(identity)) {
    for (const BoundRole& bound : bindings_[binding]) {
      const Fit fit = Try(roles_[bound.role], method, identity, call);
      if (nearest != nullptr && fit.lack <= nearest_fit.lack) continue;
      nearest = &roles_[bound.role];
      nearest_fit = fit;
    }
  }
  if (nearest == nullptr) return "no binding fits the caller";
  return Tell(nearest_fit, *nearest, call);
}

std::vector<Policy::Answer> Policy::Explain(const Identity& identity, const CallFacts& call) const {
  const RpcMethod* const method = FindRpcMethod(call.method);
  std::vector<Answer> answers;
  for (const size_t binding : callers_.Find(identity)) {
    for (const BoundRole& bound : bindings_[binding]) {
      const Role& role = roles_[bound.role];
      const Fit fit = Try(role, method, identity, call);
      answers.push_back({bound.grant.rule, fit.lack == Lack::kNothing, Tell(fit, role, call)});
    }
  }
  return answers;
}

}  // namespace smartcar_gateway
