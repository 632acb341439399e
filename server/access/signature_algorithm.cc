// The table of signature algorithms.
#include "server/access/signature_algorithm.h"

namespace smartcar_gateway {
namespace {

struct Row {
  absl::string_view name;
  SignatureAlgorithm algorithm;
  KeyKind kind;
  size_t signature_bytes;
};

constexpr Row kRows[] = {
    {"RS256", SignatureAlgorithm::kRs256, KeyKind::kRsa, 0},
    {"RS384", SignatureAlgorithm::kRs384, KeyKind::kRsa, 0},
    {"RS512", SignatureAlgorithm::kRs512, KeyKind::kRsa, 0},
    {"ES256", SignatureAlgorithm::kEs256, KeyKind::kP256, 64},
    {"ES384", SignatureAlgorithm::kEs384, KeyKind::kP384, 96},
    {"ES512", SignatureAlgorithm::kEs512, KeyKind::kP521, 132},
    {"EdDSA", SignatureAlgorithm::kEdDsa, KeyKind::kEd25519, 64},
};

// The rows are in the order of the enum.
const Row& RowOf(SignatureAlgorithm algorithm) { return kRows[static_cast<size_t>(algorithm)]; }

}  // namespace

absl::optional<SignatureAlgorithm> SignatureAlgorithmOf(absl::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.algorithm;
  }
  return absl::nullopt;
}

KeyKind KindFor(SignatureAlgorithm algorithm) { return RowOf(algorithm).kind; }

size_t SignatureBytes(SignatureAlgorithm algorithm) { return RowOf(algorithm).signature_bytes; }

}  // namespace smartcar_gateway
