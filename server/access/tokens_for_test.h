// Keys, key sets and signed tokens for tests, made with OpenSSL: the library under test has no
// part.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_TOKENS_FOR_TEST_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_TOKENS_FOR_TEST_H_

#include <openssl/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Base64 for URLs, without padding.
std::string Base64Url(absl::string_view bytes);

// A new key pair that signs by one algorithm: "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"
// or "EdDSA". What cannot be ends the process with a message. Thread-safe; copies share the pair.
class SigningKey {
 public:
  // `kid` may be empty: then neither the key nor its tokens have one.
  explicit SigningKey(std::string algorithm, std::string kid = "", int rsa_bits = 2048);

  const std::string& algorithm() const { return algorithm_; }
  const std::string& kid() const { return kid_; }

  // The public key as a JWK, an object in JSON. `more`: further members, such as `"use":"sig"`.
  std::string Jwk(absl::string_view more = "") const;
  // The public key in PEM.
  std::string PublicPem() const;

  // A compact JWS: the header names algorithm and kid; `claims` is the payload, usually JSON.
  std::string Token(absl::string_view claims) const;
  // One with this header, whatever it says.
  std::string TokenWithHeader(absl::string_view header, absl::string_view claims) const;
  // The raw signature as a JWS has it.
  std::string Sign(absl::string_view input) const;
  // The signature as OpenSSL makes it, which is DER for ES algorithms.
  std::string SignAsOpenSsl(absl::string_view input) const;

 private:
  std::string algorithm_;
  std::string kid_;
  std::shared_ptr<EVP_PKEY> key_;
};

// A JWK Set, in JSON, of JWKs.
std::string JwkSet(const std::vector<std::string>& jwks);
// One of the public keys of these.
std::string JwkSetOf(const std::vector<SigningKey>& keys);

// A token signed by HMAC-SHA256 with `secret`.
std::string HmacToken(absl::string_view secret, absl::string_view header, absl::string_view claims);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_TOKENS_FOR_TEST_H_
