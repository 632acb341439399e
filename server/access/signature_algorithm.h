// The algorithms that tokens may be signed with, and the keys that fit them.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_SIGNATURE_ALGORITHM_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_SIGNATURE_ALGORITHM_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

enum class SignatureAlgorithm { kRs256, kRs384, kRs512, kEs256, kEs384, kEs512, kEdDsa };

// A kind of key, with its curve.
enum class KeyKind { kRsa, kP256, kP384, kP521, kEd25519 };

// By its name of RFC 7518 and 8037, letter by letter. Nothing for any other, such as `none` and
// HS256.
absl::optional<SignatureAlgorithm> SignatureAlgorithmOf(absl::string_view name);

// The only kind of key it goes with. So a key never serves an algorithm it was not made for.
KeyKind KindFor(SignatureAlgorithm algorithm);

// How long a signature must be; 0: as long as the modulus of the key.
size_t SignatureBytes(SignatureAlgorithm algorithm);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_SIGNATURE_ALGORITHM_H_
