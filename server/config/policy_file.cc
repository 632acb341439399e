// Implementation of loading a policy.
#include "server/config/policy_file.h"

#include <openssl/sha.h>

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/file.h"
#include "server/config/policy_checks.h"
#include "server/config/violations.h"
#include "server/config/yaml_reader.h"

namespace smartcar_gateway {
namespace {

// Room for some 100,000 vehicles by their ids.
constexpr size_t kMaxFileBytes = size_t{8} << 20;

}  // namespace

absl::StatusOr<std::string> ReadPolicyFile(const std::string& path) {
  absl::StatusOr<std::string> yaml = ReadRegularFile(path, kMaxFileBytes);
  if (yaml.ok()) return yaml;
  return absl::UnavailableError(absl::StrCat("policy file ", path, " ", yaml.status().message()));
}

std::string PolicyHash(const std::string& yaml) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(yaml.data()), yaml.size(),
         reinterpret_cast<unsigned char*>(&hash[0]));
  return absl::BytesToHexString(hash);
}

absl::StatusOr<LoadedPolicy> ParsePolicy(const std::string& yaml, absl::string_view path) {
  LoadedPolicy loaded;
  Origins origins;
  Violations violations;
  ReadYaml(yaml, &loaded.policy, &origins, &violations);
  CheckPolicy(loaded.policy, origins, &violations);
  // What an interrupted copy or a full disk leaves behind must not lock everybody out.
  if (violations.empty() && loaded.policy.roles().empty() && loaded.policy.bindings().empty()) {
    violations.Add(
        {}, "",
        "holds neither roles nor bindings, so it is hardly meant; a policy that shall refuse "
        "everything has a role that is bound to nobody");
  }
  if (!violations.empty()) return violations.ToStatus(path);
  loaded.sha256 = PolicyHash(yaml);
  Violations oddities;
  FindOddities(loaded.policy, origins, &oddities);
  if (!oddities.empty()) {
    loaded.warnings = absl::StrSplit(oddities.ToStatus(path).message(), '\n');
  }
  return loaded;
}

absl::StatusOr<LoadedPolicy> LoadPolicy(const std::string& path) {
  const absl::StatusOr<std::string> yaml = ReadPolicyFile(path);
  if (!yaml.ok()) return yaml.status();
  return ParsePolicy(*yaml, path);
}

}  // namespace smartcar_gateway
