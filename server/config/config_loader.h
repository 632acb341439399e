// Loads the gateway's configuration from a file and the environment.
#ifndef SMARTCAR_GATEWAY_SERVER_CONFIG_CONFIG_LOADER_H_
#define SMARTCAR_GATEWAY_SERVER_CONFIG_CONFIG_LOADER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/base/secret.h"
#include "server/config/environment.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// A configuration that is complete and valid: every field with a default has a value, base URLs end
// without a slash, and the files named exist.
struct LoadedConfig {
  smartcar::gateway::config::v1::GatewayConfig config;
  // The secret itself, if the environment holds it; `config` then names neither file nor command.
  absl::optional<Secret> client_secret;
};

// `path`: a YAML file checked against config.proto; empty: no file. The error's message lists
// everything that is wrong, one violation a line, and holds no secret. Not thread-safe against
// changes of the environment.
absl::StatusOr<LoadedConfig> LoadConfig(const std::string& path, const Environment& environment);

// The configuration as a YAML file that LoadConfig reads. A secret from the environment shows only
// as a comment.
std::string PrintConfig(const LoadedConfig& loaded);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CONFIG_CONFIG_LOADER_H_
