// An issuer of tokens for integration tests.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKENS_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKENS_H_

#include <mutex>
#include <string>
#include <vector>

#include "server/access/tokens_for_test.h"

namespace smartcar_gateway {

// What a token says. Times are seconds from now, by the real clock.
struct TokenClaims {
  std::string subject = "someone";
  std::string audience = "smartcar-gateway";
  int valid_for = 3600;
  int valid_in = 0;  // negative: since then; `iat`, too
};

// Issues tokens and keeps its public keys in a JWK Set file, as `access.jwt_issuers` wants it.
// Thread-safe.
//
//   TokenIssuer issuer("https://issuer.example");
//   options.config["access"]["jwt_issuers"] = {{{"name", "test"}, {"issuer", issuer.issuer()},
//       {"audiences", {"smartcar-gateway"}}, {"jwks_file", issuer.jwks_file()}}};
//   context.AddMetadata("authorization", issuer.Bearer({.subject = "user-1"}));
class TokenIssuer {
 public:
  explicit TokenIssuer(std::string issuer, std::string algorithm = "ES256");

  const std::string& issuer() const { return issuer_; }
  const std::string& jwks_file() const { return jwks_file_; }
  // The JWK Set, for an issuer whose keys come from a URL.
  std::string Jwks() const;

  // A token signed with the newest key.
  std::string Token(const TokenClaims& claims = {}) const;
  // "Bearer " and a token.
  std::string Bearer(const TokenClaims& claims = {}) const;

  // Makes a new key and publishes it beside the old ones; tokens are signed with it from now on.
  void AddKey();
  // As AddKey(), but nothing signs with it until UseNewestKey(), as a careful issuer rotates.
  void PublishKey();
  void UseNewestKey();
  // Publishes the newest key alone: tokens of the others are good no more.
  void DropOldKeys();

 private:
  void WriteLocked() const;

  const std::string issuer_;
  const std::string algorithm_;
  const std::string jwks_file_;
  mutable std::mutex mutex_;
  std::vector<SigningKey> keys_;
  size_t in_use_ = 0;
  int made_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_TOKENS_H_
