// Implementation of FindOddities.
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/access/rpc_methods.h"
#include "server/config/policy_checks.h"
#include "server/config/text_value.h"

namespace smartcar_gateway {
namespace {

namespace policyv1 = ::smartcar::gateway::policy::v1;
using Texts = ::google::protobuf::RepeatedPtrField<std::string>;

bool Fits(absl::string_view pattern, absl::string_view name) {
  return absl::ConsumeSuffix(&pattern, "*") ? absl::StartsWith(name, pattern) : pattern == name;
}

bool AnyFits(const Texts& patterns, absl::string_view name) {
  for (const std::string& pattern : patterns) {
    if (Fits(pattern, name)) return true;
  }
  return false;
}

bool Has(const Texts& texts, absl::string_view wanted) {
  for (const std::string& text : texts) {
    if (text == wanted) return true;
  }
  return false;
}

// Whether there could be a caller whose name the pattern fits.
bool CanFitACaller(absl::string_view pattern) {
  if (pattern == "*" || pattern == "anonymous") return true;
  const bool whole = !absl::ConsumeSuffix(&pattern, "*");
  for (absl::string_view kind : {"spiffe://", "dns:", "subject:", "jwt:"}) {
    if (!whole && absl::StartsWith(kind, pattern)) return true;
    if (!absl::StartsWith(pattern, kind)) continue;
    const absl::string_view rest = pattern.substr(kind.size());
    if (!whole) return true;
    if (kind != "jwt:") return !rest.empty();
    const size_t colon = rest.find(':');  // jwt:ISSUER:SUB
    return colon != absl::string_view::npos && colon > 0 && colon + 1 < rest.size();
  }
  return false;
}

class Search {
 public:
  Search(const policyv1::Policy& policy, const Origins& origins, Violations* oddities)
      : policy_(policy), origins_(origins), oddities_(*oddities) {}

  void Run() {
    std::set<std::string> bound;
    for (int i = 0; i < policy_.bindings_size(); ++i) {
      const policyv1::Binding& binding = policy_.bindings(i);
      bound.insert(binding.roles().begin(), binding.roles().end());
      for (int j = 0; j < binding.callers_size(); ++j) {
        if (CanFitACaller(binding.callers(j))) continue;
        Add(absl::StrCat("bindings[", i, "].callers[", j, "]"),
            absl::StrCat(Quoted(binding.callers(j)),
                         " fits no caller: names are spiffe://…, dns:…, subject:…, "
                         "jwt:ISSUER:SUB or anonymous"));
      }
    }
    for (int i = 0; i < policy_.roles_size(); ++i) {
      const policyv1::Role& role = policy_.roles(i);
      const std::string path = absl::StrCat("roles[", i, "]");
      if (bound.count(role.name()) == 0) {
        Add(absl::StrCat(path, ".name"), "no binding gives this role to anybody");
      }
      FindIdleCommands(role, path);
      FindMethodsInVain(role, path);
      FindMissingTargets(role, path);
    }
  }

 private:
  void Add(const std::string& path, std::string text) {
    oddities_.Add(PlaceOf(origins_, path), path, std::move(text));
  }

  void FindIdleCommands(const policyv1::Role& role, const std::string& path) {
    for (int i = 0; i < role.commands_size(); ++i) {
      bool made = false;
      for (const RpcMethod& method : AllRpcMethods()) {
        made = made || (!method.change.empty() && Fits(role.commands(i), method.change) &&
                        AnyFits(role.methods(), method.name));
      }
      if (!made) {
        Add(absl::StrCat(path, ".commands[", i, "]"),
            "has no effect: the role has no method that does it");
      }
    }
  }

  // Only of methods that are written out: a pattern may well fit more than is meant to be allowed.
  void FindMethodsInVain(const policyv1::Role& role, const std::string& path) {
    for (int i = 0; i < role.methods_size(); ++i) {
      const RpcMethod* const method = FindRpcMethod(role.methods(i));
      if (method == nullptr) continue;
      const std::string at = absl::StrCat(path, ".methods[", i, "]");
      if (!method->change.empty() && !AnyFits(role.commands(), method->change)) {
        Add(at, absl::StrCat("is always refused: it is the command ", method->change,
                             ", which is not in commands"));
      } else if (method->targets == RpcTargets::kAny &&
                 !(Has(role.users(), "*") && Has(role.vehicles(), "*"))) {
        Add(at,
            "is always refused: it may be about anybody, so it needs \"*\" in users and in "
            "vehicles");
      }
    }
  }

  void FindMissingTargets(const policyv1::Role& role, const std::string& path) {
    for (const RpcMethod& method : AllRpcMethods()) {
      if (method.targets == RpcTargets::kNothing || !AnyFits(role.methods(), method.name)) continue;
      if (!method.change.empty() && !AnyFits(role.commands(), method.change)) continue;
      for (const auto& list : {std::make_pair("users", role.users_size()),
                               std::make_pair("vehicles", role.vehicles_size())}) {
        if (list.second > 0) continue;
        Add(absl::StrCat(path, ".", list.first),
            absl::StrCat("is empty, so ", method.name,
                         " and the like are always refused; \"*\" allows all"));
      }
      return;
    }
  }

  const policyv1::Policy& policy_;
  const Origins& origins_;
  Violations& oddities_;
};

}  // namespace

void FindOddities(const policyv1::Policy& policy, const Origins& origins, Violations* oddities) {
  Search(policy, origins, oddities).Run();
}

}  // namespace smartcar_gateway
