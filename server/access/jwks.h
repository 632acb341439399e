// KeySet: the public keys of an issuer, from its JWK Set.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_JWKS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_JWKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/access/public_key.h"
#include "server/access/signature_algorithm.h"

namespace smartcar_gateway {

inline constexpr size_t kMaxJwksBytes = 1 << 20;
inline constexpr size_t kMaxKeys = 100;

// Immutable, so any number of threads may use it.
class KeySet {
 public:
  struct Key {
    std::string id;  // empty: it has none
    KeyKind kind = KeyKind::kRsa;
    absl::optional<SignatureAlgorithm> only_algorithm;
    std::string jwk;  // its kind and public numbers, and nothing else
    std::unique_ptr<const PublicKey> key;
  };

  // Keys that cannot be used to check tokens are left out: for encryption, private or symmetric
  // ones, of another kind, RSA of less than 2048 or more than 8192 bits. InvalidArgument with a
  // clause about "it" if no key is left, or if it is not a JWK Set of at most 1 MiB and 100 keys.
  static absl::StatusOr<std::shared_ptr<const KeySet>> Parse(const std::string& json);

  // Those that may have signed such a token: of that id, or all if the token names none.
  std::vector<const Key*> CandidatesFor(SignatureAlgorithm algorithm,
                                        const absl::optional<std::string>& key_id) const;
  bool Has(const std::string& key_id) const;

  // Whether both hold the same keys, in whatever order.
  bool SameAs(const KeySet& other) const { return identity_ == other.identity_; }
  // No other key set of this process has it.
  uint64_t serial() const { return serial_; }
  // "3 keys, 1 left out: it is not for signatures".
  const std::string& summary() const { return summary_; }

 private:
  KeySet(std::vector<Key> keys, std::string summary);

  const std::vector<Key> keys_;
  const std::string summary_;
  const std::string identity_;
  const uint64_t serial_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_JWKS_H_
