// Implementation of MakeAuthenticator.
#include "server/access/make_authenticator.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/access/bearer_tokens.h"
#include "server/access/file_keys.h"
#include "server/access/url_keys.h"
#include "server/base/proto_duration.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

// `path` is that of the issuer in the configuration.
absl::Status At(const std::string& path, const char* key, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat(path, ".", key, ": ", status.message()));
}

std::string PathOf(size_t issuer) { return absl::StrCat("access.jwt_issuers[", issuer, "]"); }

}  // namespace

absl::Status CheckKeyFiles(const configv1::AccessConfig& config) {
  for (int i = 0; i < config.jwt_issuers_size(); ++i) {
    const std::string& file = config.jwt_issuers(i).jwks_file();
    if (file.empty()) continue;
    const absl::Status usable = FileKeys::Check(file);
    if (!usable.ok()) return At(PathOf(i), "jwks_file", usable);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    const configv1::AccessConfig& config, CallerCertificates certificates,
    const MakeKeyTransport& make_transport, Executor& executor, const Clock& clock,
    const OnKeyEvent& on_event) {
  std::vector<BearerTokens::Issuer> issuers;
  for (const configv1::JwtIssuer& from : config.jwt_issuers()) {
    const std::string path = PathOf(issuers.size());
    BearerTokens::Issuer issuer;
    issuer.name = from.name();
    issuer.rules.issuer = from.issuer();
    issuer.rules.audiences.assign(from.audiences().begin(), from.audiences().end());
    issuer.rules.clock_skew = FromProtoDuration(from.clock_skew());
    if (!from.jwks_file().empty()) {
      absl::StatusOr<std::unique_ptr<FileKeys>> keys =
          FileKeys::Create(from.name(), from.jwks_file(), executor, on_event);
      if (!keys.ok()) return At(path, "jwks_file", keys.status());
      issuer.keys = *std::move(keys);
    } else {
      absl::StatusOr<std::shared_ptr<HttpTransport>> transport = make_transport(from);
      if (!transport.ok()) return At(path, "ca_file", transport.status());
      issuer.transport = *std::move(transport);
      UrlKeys::Options options;
      options.issuer = from.name();
      options.url = from.jwks_url();
      options.refresh = FromProtoDuration(from.jwks_refresh());
      issuer.keys = std::make_unique<UrlKeys>(std::move(options), *issuer.transport, executor,
                                              clock, on_event);
    }
    issuers.push_back(std::move(issuer));
  }
  std::unique_ptr<BearerTokens> tokens;
  if (!issuers.empty()) tokens = std::make_unique<BearerTokens>(std::move(issuers), clock);
  return std::make_unique<CallerAuthenticator>(certificates, std::move(tokens), clock);
}

}  // namespace smartcar_gateway
