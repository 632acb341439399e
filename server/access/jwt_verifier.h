// Whether a token is good: its claims and its signature.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_VERIFIER_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_VERIFIER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/jwks.h"
#include "server/access/jwt.h"

namespace smartcar_gateway {

// What the tokens of an issuer must be like.
struct TokenRules {
  std::string issuer;
  std::vector<std::string> audiences;  // one of these
  absl::Duration clock_skew = absl::Seconds(30);
};

// Whether the issuer's token holds for us and now. InvalidArgument with one clause about "it".
absl::Status CheckClaims(const Jwt& jwt, const TokenRules& rules, absl::Time now);

// Whether one of the keys made the signature of `token`, which `jwt` was parsed from.
// NOT_FOUND: it names a key that is not among them. InvalidArgument: anything else is wrong; with
// one clause about "it".
absl::Status CheckSignature(absl::string_view token, const Jwt& jwt, const KeySet& keys);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_VERIFIER_H_
