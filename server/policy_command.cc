// Implementation of the commands about a policy.
#include "server/policy_command.h"

#include <cstdio>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "server/access/access_control.h"
#include "server/access/identity.h"
#include "server/access/rpc_methods.h"
#include "server/config/config_loader.h"
#include "server/config/environment.h"
#include "server/config/policy_file.h"
#include "server/policy_summary.h"

ABSL_FLAG(bool, check_policy, false,
          "check the policy, say what is wrong or what it allows, and exit");
ABSL_FLAG(bool, explain_policy, false,
          "say whether the policy allows a call, and by which rule, and exit");
ABSL_FLAG(std::string, policy, "",
          "for these: the policy file; without it, access.policy_file of --config");
ABSL_FLAG(std::string, caller, "",
          "for --explain_policy: the caller's name, such as dns:a.example");
ABSL_FLAG(std::string, method, "",
          "for --explain_policy: the RPC, such as VehicleService/LockDoors");
ABSL_FLAG(std::string, user, "", "for --explain_policy: the user_id of the call");
ABSL_FLAG(std::string, vehicle, "", "for --explain_policy: the vehicle_id of the call");
ABSL_FLAG(std::string, sub, "",
          "for --explain_policy: the sub of the caller's token, if it is not the end of --caller");

namespace smartcar_gateway {
namespace {

constexpr int kUsage = 2;
constexpr int kDenied = 3;

int Mistake(absl::string_view what) {
  std::fprintf(stderr, "smartcar_gateway: %s\n", std::string(what).c_str());
  return kUsage;
}

// Where the policy is. The error is a whole message.
absl::StatusOr<std::string> PolicyPath(const std::string& config_path) {
  const std::string path = absl::GetFlag(FLAGS_policy);
  if (!path.empty()) return path;
  if (config_path.empty()) {
    return absl::InvalidArgumentError(
        "which policy? Name its file with --policy, or with --config the configuration that "
        "names it");
  }
  const auto loaded = LoadConfig(config_path, ProcessEnvironment());
  if (!loaded.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the configuration is not usable:\n", loaded.status().message()));
  }
  const std::string& named = loaded->config.access().policy_file();
  if (named.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        config_path, " names no policy (access.policy_file): every caller may do everything"));
  }
  return named;
}

int Check(const LoadedPolicy& loaded) {
  std::printf("the policy is good: %s\n%s", CountInWords(loaded.policy).c_str(),
              SummaryOf(loaded.policy).c_str());
  for (const std::string& warning : loaded.warnings) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  }
  return 0;
}

// `jwt:ISSUER:SUB`: a name of such a form has its sub in it; the issuer's name holds no colon.
std::string SubOf(absl::string_view caller) {
  if (!absl::StartsWith(caller, "jwt:")) return "";
  const size_t colon = caller.find(':', 4);
  return colon == absl::string_view::npos ? "" : std::string(caller.substr(colon + 1));
}

int ExplainCall(const LoadedPolicy& loaded) {
  Identity identity;
  identity.names = {absl::GetFlag(FLAGS_caller)};
  const std::string sub = absl::GetFlag(FLAGS_sub);
  identity.subject = sub.empty() ? SubOf(identity.name()) : sub;
  // As the audit log writes it, with its package, or as policies do.
  const std::string given = absl::GetFlag(FLAGS_method);
  const std::string method(absl::StripPrefix(given, "smartcar.gateway.v1."));
  if (identity.name().empty() || method.empty()) {
    return Mistake(
        "--explain_policy needs --caller and --method, such as --caller=spiffe://example.org/a "
        "--method=VehicleService/LockDoors");
  }
  if (FindRpcMethod(method) == nullptr) {
    return Mistake(absl::StrCat("there is no RPC ", absl::CHexEscape(method),
                                "; one is written as VehicleService/LockDoors"));
  }
  const std::string user = absl::GetFlag(FLAGS_user);
  const std::string vehicle = absl::GetFlag(FLAGS_vehicle);
  const CallTarget target{vehicle, user};
  const Explanation explanation =
      Explain(loaded.policy, identity, {method, absl::MakeConstSpan(&target, 1)});
  std::fputs(explanation.text.c_str(), stdout);
  return explanation.allowed ? 0 : kDenied;
}

}  // namespace

bool AskedAboutPolicy() {
  for (const auto* flag :
       {&FLAGS_policy, &FLAGS_caller, &FLAGS_method, &FLAGS_user, &FLAGS_vehicle, &FLAGS_sub}) {
    if (!absl::GetFlag(*flag).empty()) return true;
  }
  return absl::GetFlag(FLAGS_check_policy) || absl::GetFlag(FLAGS_explain_policy);
}

int AnswerAboutPolicy(const std::string& config_path) {
  const bool check = absl::GetFlag(FLAGS_check_policy);
  const bool explain = absl::GetFlag(FLAGS_explain_policy);
  if (check == explain) {
    return Mistake("flags about a policy go with one of --check_policy and --explain_policy");
  }
  const absl::StatusOr<std::string> path = PolicyPath(config_path);
  if (!path.ok()) return Mistake(path.status().message());
  const absl::StatusOr<LoadedPolicy> loaded = LoadPolicy(*path);
  if (!loaded.ok()) {
    return Mistake(absl::StrCat("the policy is not usable:\n", loaded.status().message()));
  }
  return check ? Check(*loaded) : ExplainCall(*loaded);
}

}  // namespace smartcar_gateway
