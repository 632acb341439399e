// Implementation of loading and printing.
#include "server/config/config_loader.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/base/file.h"
#include "server/config/check_credentials.h"
#include "server/config/field_walk.h"
#include "server/config/validate.h"
#include "server/config/violations.h"
#include "server/config/yaml_reader.h"
#include "server/config/yaml_writer.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxFileBytes = size_t{1} << 20;

}  // namespace

absl::StatusOr<LoadedConfig> LoadConfig(const std::string& path, const Environment& environment) {
  LoadedConfig loaded;
  Origins origins;
  Violations violations;
  if (!path.empty()) {
    const absl::StatusOr<std::string> yaml = ReadWholeFile(path, kMaxFileBytes);
    if (!yaml.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("configuration file ", path, " ", yaml.status().message()));
    }
    ReadYaml(*yaml, &loaded.config, &origins, &violations);
  }
  ApplyEnvironment(environment, &loaded.config, &origins, &loaded.client_secret, &violations);
  ApplyDefaults(&loaded.config, &violations);
  Validate(loaded.config, origins, &violations);
  CheckCredentials(
      loaded.config.smartcar(), origins,
      loaded.client_secret.has_value() ? SecretInEnvironment::kYes : SecretInEnvironment::kNo,
      environment, &violations);
  if (!violations.empty()) return violations.ToStatus(path);
  return loaded;
}

std::string PrintConfig(const LoadedConfig& loaded) {
  std::string yaml;
  if (loaded.client_secret.has_value()) {
    yaml = "# client_secret: \"(hidden)\", from the environment variable SMARTCAR_CLIENT_SECRET\n";
  }
  return absl::StrCat(yaml, WriteYaml(loaded.config));
}

}  // namespace smartcar_gateway
