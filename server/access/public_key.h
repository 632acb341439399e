// PublicKey: a key of an issuer that checks signatures of tokens.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_PUBLIC_KEY_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_PUBLIC_KEY_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// The only door to the JOSE library. Immutable, so any number of threads may use it.
class PublicKey {
 public:
  // From a JWK that has its key type and public numbers only. Null if the library refuses it, for
  // example because the point is not on its curve.
  static std::unique_ptr<const PublicKey> Import(const std::string& jwk);
  ~PublicKey();
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;

  // Whether it made the signature of a token that ParseJwt() has accepted. Nothing in the header
  // but `alg` counts: no key, certificate or URL in it is looked at.
  bool Signed(absl::string_view token) const;

 private:
  explicit PublicKey(void* jwk) : jwk_(jwk) {}

  void* const jwk_;  // a jwk_t, whose header is left to the implementation
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_PUBLIC_KEY_H_
