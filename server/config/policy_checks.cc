// Implementation of CheckPolicy.
#include "server/config/policy_checks.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/access/rpc_methods.h"
#include "server/config/spelling.h"
#include "server/config/text_value.h"

namespace smartcar_gateway {
namespace {

namespace policyv1 = ::smartcar::gateway::policy::v1;
using Texts = ::google::protobuf::RepeatedPtrField<std::string>;

constexpr absl::string_view kPackage = "smartcar.gateway.v1.";
constexpr char kOwnUser[] = "${sub}";

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates) {
  const absl::optional<std::string> nearest = NearestWord(word, candidates);
  return nearest.has_value() ? absl::StrCat("; did you mean ", *nearest, "?") : "";
}

bool IsPatternOf(absl::string_view pattern, absl::string_view name) {
  return absl::ConsumeSuffix(&pattern, "*") ? absl::StartsWith(name, pattern) : pattern == name;
}

class Check {
 public:
  Check(const policyv1::Policy& policy, const Origins& origins, Violations* violations)
      : policy_(policy), origins_(origins), violations_(*violations) {
    for (const RpcMethod& method : AllRpcMethods()) {
      methods_.emplace_back(method.name);
      const std::string service(method.name.substr(0, method.name.find('/')));
      if (services_.empty() || services_.back() != service) services_.push_back(service);
      if (!method.change.empty()) changes_.emplace_back(method.change);
    }
  }

  void Run() {
    for (int i = 0; i < policy_.roles_size(); ++i) {
      CheckRole(policy_.roles(i), absl::StrCat("roles[", i, "]"));
    }
    for (int i = 0; i < policy_.bindings_size(); ++i) {
      CheckBinding(policy_.bindings(i), absl::StrCat("bindings[", i, "]"));
    }
  }

 private:
  void Add(const std::string& path, std::string text) {
    if (!violations_.Has(path)) violations_.Add(PlaceOf(origins_, path), path, std::move(text));
  }

  void CheckRole(const policyv1::Role& role, const std::string& path) {
    if (violations_.Has(path)) return;
    CheckName(role, path);
    CheckNotEmpty(role.methods(), path, "methods",
                  "a role needs methods, such as VehicleService/GetSignal");
    CheckPatterns(
        role.methods(), absl::StrCat(path, ".methods"),
        [this](const std::string& at, const std::string& text) { CheckMethod(at, text); });
    CheckPatterns(
        role.commands(), absl::StrCat(path, ".commands"),
        [this](const std::string& at, const std::string& text) { CheckChange(at, text); });
    const auto anything = [](const std::string&, const std::string&) {};
    CheckPatterns(role.users(), absl::StrCat(path, ".users"), anything);
    CheckPatterns(role.vehicles(), absl::StrCat(path, ".vehicles"), anything);
    const std::string calls = absl::StrCat(path, ".rate_limit.calls_per_minute");
    if (role.has_rate_limit() && !role.rate_limit().has_calls_per_minute()) {
      Add(calls, "is not set; a limit needs it, or delete rate_limit for no limit");
    }
  }

  void CheckName(const policyv1::Role& role, const std::string& path) {
    const std::string at = absl::StrCat(path, ".name");
    if (!role.has_name()) {
      Add(at, "a role needs a name, which bindings give to callers");
      return;
    }
    const auto first = roles_.emplace(role.name(), path);
    if (!first.second) Add(at, absl::StrCat(first.first->second, " has this name already"));
    role_names_.push_back(role.name());
  }

  void CheckBinding(const policyv1::Binding& binding, const std::string& path) {
    if (violations_.Has(path)) return;
    CheckNotEmpty(binding.callers(), path, "callers",
                  "a binding needs callers, such as \"spiffe://example.org/*\"");
    CheckNotEmpty(binding.roles(), path, "roles", "a binding needs names of roles");
    CheckPatterns(binding.callers(), absl::StrCat(path, ".callers"),
                  [](const std::string&, const std::string&) {});
    for (int i = 0; i < binding.roles_size(); ++i) {
      const std::string& name = binding.roles(i);
      if (roles_.count(name) > 0) continue;
      Add(absl::StrCat(path, ".roles[", i, "]"),
          absl::StrCat("there is no role ", Quoted(name), DidYouMean(name, role_names_)));
    }
  }

  void CheckNotEmpty(const Texts& list, const std::string& path, const std::string& key,
                     const char* text) {
    const std::string at = absl::StrCat(path, ".", key);
    if (list.empty()) Add(at, text);
  }

  template <typename CheckOne>
  void CheckPatterns(const Texts& patterns, const std::string& list, CheckOne check_one) {
    const bool users = absl::EndsWith(list, ".users");
    for (int i = 0; i < patterns.size(); ++i) {
      const std::string& pattern = patterns[i];
      const std::string path = absl::StrCat(list, "[", i, "]");
      if (violations_.Has(path)) continue;
      if (pattern.empty()) {
        Add(path, "must not be empty");
      } else if (pattern.find('*') < pattern.size() - 1) {
        Add(path, absl::StrCat("a * may only be the last character, not in the middle of ",
                               Quoted(pattern)));
      } else if (absl::StrContains(pattern, "${") && !(users && pattern == kOwnUser)) {
        Add(path, absl::StrCat(Quoted(pattern),
                               " is no pattern; ${sub} stands alone, and in users only"));
      } else {
        check_one(path, pattern);
      }
    }
  }

  void CheckMethod(const std::string& path, const std::string& pattern) {
    for (const std::string& method : methods_) {
      if (IsPatternOf(pattern, method)) return;
    }
    Add(path, absl::StrCat(Quoted(pattern), " fits no RPC", MeantMethod(pattern)));
  }

  std::string MeantMethod(absl::string_view pattern) const {
    absl::ConsumePrefix(&pattern, "/");
    absl::ConsumePrefix(&pattern, kPackage);
    for (const std::string& service : services_) {
      // Callers forget the part behind the slash, or the service before it.
      if (pattern == service) return absl::StrCat("; did you mean ", service, "/*?");
    }
    for (const std::string& method : methods_) {
      const bool same =
          IsPatternOf(pattern, method) || absl::EndsWith(method, absl::StrCat("/", pattern));
      if (same && !absl::EndsWith(pattern, "*"))
        return absl::StrCat("; did you mean ", method, "?");
      if (same) return absl::StrCat("; did you mean ", pattern, "?");
    }
    if (absl::ConsumeSuffix(&pattern, "/*")) {
      const absl::optional<std::string> service = NearestWord(pattern, services_);
      return service.has_value() ? absl::StrCat("; did you mean ", *service, "/*?") : "";
    }
    return DidYouMean(pattern, methods_);
  }

  void CheckChange(const std::string& path, const std::string& pattern) {
    for (const std::string& change : changes_) {
      if (IsPatternOf(pattern, change)) return;
    }
    Add(path, absl::StrCat(Quoted(pattern), " fits no command", DidYouMean(pattern, changes_)));
  }

  const policyv1::Policy& policy_;
  const Origins& origins_;
  Violations& violations_;
  std::vector<std::string> methods_, services_, changes_;
  std::map<std::string, std::string> roles_;  // path by name
  std::vector<std::string> role_names_;
};

}  // namespace

void CheckPolicy(const policyv1::Policy& policy, const Origins& origins, Violations* violations) {
  Check(policy, origins, violations).Run();
}

}  // namespace smartcar_gateway
