// Implementation of ValidateAccess.
#include "server/config/validate_access.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

// The name of a caller is `jwt:NAME:SUB`, which must fit into 512 bytes.
constexpr size_t kMaxNameBytes = 64;

class AccessCheck {
 public:
  AccessCheck(const Origins& origins, Violations* violations)
      : origins_(origins), violations_(*violations) {}

  void Check(bool good, const std::string& path, absl::string_view text) {
    if (good || violations_.Has(path)) return;
    const auto it = origins_.find(path);
    violations_.Add(it == origins_.end() ? Origin{} : it->second, path, std::string(text));
  }

 private:
  const Origins& origins_;
  Violations& violations_;
};

void CheckIssuer(const configv1::JwtIssuer& issuer, const std::string& path, AccessCheck* check) {
  const std::string name = path + ".name";
  check->Check(issuer.has_name(), name,
               "is not set; it stands in the names of this issuer's callers, jwt:NAME:SUB");
  check->Check(issuer.name().find(':') == std::string::npos, name, "must not have a colon in it");
  check->Check(issuer.name().size() <= kMaxNameBytes, name,
               absl::StrCat("must not be longer than ", kMaxNameBytes, " characters"));
  check->Check(issuer.has_issuer(), path + ".issuer",
               "is not set; write what the issuer puts into \"iss\" of its tokens");
  check->Check(issuer.audiences_size() > 0, path + ".audiences",
               "there is none; write what the issuer puts into \"aud\" of tokens for this gateway, "
               "so that no token for another service is accepted");
  const std::string url = path + ".jwks_url";
  check->Check(!issuer.jwks_file().empty() || issuer.has_jwks_url(), url,
               "is not set, and neither is jwks_file; the issuer's public keys must come from one");
  check->Check(issuer.jwks_file().empty() || !issuer.has_jwks_url(), url,
               "is set together with jwks_file; keep one of them");
}

}  // namespace

void ValidateAccess(const configv1::GatewayConfig& config, const Origins& origins,
                    Violations* violations) {
  AccessCheck check(origins, violations);
  const configv1::AccessConfig& access = config.access();
  std::set<std::string> names, issuers;
  for (int i = 0; i < access.jwt_issuers_size(); ++i) {
    const configv1::JwtIssuer& issuer = access.jwt_issuers(i);
    const std::string path = absl::StrCat("access.jwt_issuers[", i, "]");
    CheckIssuer(issuer, path, &check);
    check.Check(!issuer.has_name() || names.insert(issuer.name()).second, path + ".name",
                "is that of another issuer, too; their callers could not be told apart");
    check.Check(!issuer.has_issuer() || issuers.insert(issuer.issuer()).second, path + ".issuer",
                "is that of another entry, too; put the audiences of both into one entry");
  }
  const bool known =
      access.jwt_issuers_size() > 0 || !config.server().tls().client_ca_file().empty();
  check.Check(
      !known || !access.policy_file().empty(), "access.policy_file",
      "is not set, although callers are known (access.jwt_issuers or "
      "server.tls.client_ca_file): what no policy allows is refused, so without one nothing "
      "would be allowed");
}

}  // namespace smartcar_gateway
