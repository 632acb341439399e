// Implementation of CheckCredentials.
#include "server/config/check_credentials.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

constexpr char kClientId[] = "smartcar.client_id";
constexpr char kFile[] = "smartcar.client_secret_file";
constexpr char kCommand[] = "smartcar.client_secret_command";
constexpr char kProgram[] = "smartcar.client_secret_command[0]";

bool IsProgram(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

bool IsInPath(const std::string& program, const Environment& environment) {
  const std::string folders = environment("PATH").value_or("");
  for (const absl::string_view folder : absl::StrSplit(folders, ':', absl::SkipEmpty())) {
    if (IsProgram(absl::StrCat(folder, "/", program))) return true;
  }
  return false;
}

void CheckProgram(const std::string& program, const Origin& origin, const Environment& environment,
                  Violations* violations) {
  if (absl::StartsWith(program, "/")) {
    if (!IsProgram(program)) {
      violations->Add(origin, kProgram, "there is no such program that the gateway may run");
    }
    return;
  }
  if (absl::StrContains(program, "/")) {
    violations->Add(origin, kProgram, "must be an absolute path or the name of a program in PATH");
  } else if (!IsInPath(program, environment)) {
    violations->Add(origin, kProgram,
                    "there is no such program in PATH that the gateway may run; write its "
                    "absolute path");
  }
}

}  // namespace

void CheckCredentials(const configv1::SmartcarConfig& smartcar, const Origins& origins,
                      SecretInEnvironment secret, const Environment& environment,
                      Violations* violations) {
  if (!smartcar.has_client_id() && !violations->Has(kClientId)) {
    violations->Add({}, kClientId,
                    "is not set; write it into the configuration file or set the environment "
                    "variable SMARTCAR_CLIENT_ID");
  }
  const bool has_file = !smartcar.client_secret_file().empty();
  const bool has_command = smartcar.client_secret_command_size() > 0;
  if (!has_file && !has_command && secret == SecretInEnvironment::kNo && !violations->Has(kFile) &&
      !violations->Has(kProgram)) {
    violations->Add({}, kFile,
                    "there is no client secret; name a file that holds it here or in the "
                    "environment variable SMARTCAR_CLIENT_SECRET_FILE, or set "
                    "SMARTCAR_CLIENT_SECRET to the secret itself, or name a command that prints it "
                    "in smartcar.client_secret_command");
  }
  if (!has_command) return;
  const auto origin = origins.find(kProgram);
  const Origin at = origin == origins.end() ? Origin{} : origin->second;
  if (has_file) {
    violations->Add(at, kCommand, "is set together with client_secret_file; keep one of them");
  }
  CheckProgram(smartcar.client_secret_command(0), at, environment, violations);
}

}  // namespace smartcar_gateway
