// Identity: who calls, as far as it is known.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_IDENTITY_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_IDENTITY_H_

#include <string>
#include <vector>

namespace smartcar_gateway {

// How the caller proved who it is.
enum class IdentityMethod { kAnonymous, kCertificate, kToken };

struct Identity {
  IdentityMethod method = IdentityMethod::kAnonymous;
  // Every name the policy may know it by, the most telling first; never empty. `spiffe://…`,
  // `dns:…`, `subject:…`, `jwt:ISSUER:SUB` or `anonymous`. Printable, at most 512 bytes each.
  std::vector<std::string> names = {"anonymous"};
  // The `sub` of the token; empty without one.
  std::string subject;

  // The one for logs, the audit log and a fair share of the quota.
  const std::string& name() const { return names.front(); }
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_IDENTITY_H_
