// Implementation of the environment's part.
#include "server/config/environment.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "server/config/field_value.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

constexpr char kClientId[] = "SMARTCAR_CLIENT_ID";
constexpr char kClientSecret[] = "SMARTCAR_CLIENT_SECRET";
constexpr char kClientSecretFile[] = "SMARTCAR_CLIENT_SECRET_FILE";

absl::optional<std::string> NotEmpty(const Environment& environment, const std::string& name) {
  absl::optional<std::string> value = environment(name);
  if (value.has_value() && value->empty()) return absl::nullopt;
  return value;
}

// Replaces `smartcar.<key>`.
void Override(const std::string& variable, const std::string& value, const std::string& key,
              configv1::GatewayConfig* config, Origins* origins, Violations* violations) {
  const std::string path = absl::StrCat("smartcar.", key);
  const auto* field = configv1::SmartcarConfig::descriptor()->FindFieldByName(key);
  const absl::Status status = SetFieldFromText(*field, value, config->mutable_smartcar());
  if (!status.ok()) {
    violations->Add({0, 0, variable}, path, std::string(status.message()));
    return;
  }
  (*origins)[path] = {0, 0, variable};
}

// RFC 6749 (appendix A.2) allows the printable characters of ASCII. Spaces around the secret are
// refused as well: they come from a slip of the shell.
bool IsLegalSecret(absl::string_view secret) {
  return secret.front() != ' ' && secret.back() != ' ' &&
         std::all_of(secret.begin(), secret.end(),
                     [](unsigned char c) { return absl::ascii_isprint(c); });
}

}  // namespace

Environment ProcessEnvironment() {
  return [](const std::string& name) -> absl::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return absl::nullopt;
    return std::string(value);
  };
}

void ForgetSecretInProcessEnvironment() {
  // getenv's answer is the very memory that the kernel shows.
  volatile char* secret = std::getenv(kClientSecret);
  if (secret == nullptr) return;
  while (*secret != '\0') *secret++ = '\0';
  unsetenv(kClientSecret);
}

void ApplyEnvironment(const Environment& environment, configv1::GatewayConfig* config,
                      Origins* origins, absl::optional<Secret>* client_secret,
                      Violations* violations) {
  const absl::optional<std::string> client_id = NotEmpty(environment, kClientId);
  if (client_id.has_value()) {
    Override(kClientId, *client_id, "client_id", config, origins, violations);
  }
  const absl::optional<std::string> secret_file = NotEmpty(environment, kClientSecretFile);
  if (secret_file.has_value()) {
    Override(kClientSecretFile, *secret_file, "client_secret_file", config, origins, violations);
    config->mutable_smartcar()->clear_client_secret_command();
  }
  absl::optional<std::string> secret_text = NotEmpty(environment, kClientSecret);
  if (!secret_text.has_value()) return;
  *client_secret = Secret(*std::move(secret_text));
  if (secret_file.has_value()) {
    violations->Add({0, 0, kClientSecret}, "",
                    absl::StrCat("is set together with ", kClientSecretFile, "; keep one of them"));
    return;
  }
  if (!IsLegalSecret((*client_secret)->Reveal())) {
    violations->Add({0, 0, kClientSecret}, "",
                    "must be printable ASCII without a line break or spaces around it");
  }
  config->mutable_smartcar()->clear_client_secret_file();
  config->mutable_smartcar()->clear_client_secret_command();
  origins->erase("smartcar.client_secret_file");
}

}  // namespace smartcar_gateway
