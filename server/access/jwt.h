// What a token (JWT) says, before anything of it is believed.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/access/signature_algorithm.h"

namespace smartcar_gateway {

inline constexpr size_t kMaxJwtBytes = 16 << 10;
inline constexpr size_t kMaxSubjectBytes = 255;

struct Jwt {
  SignatureAlgorithm algorithm = SignatureAlgorithm::kRs256;
  absl::optional<std::string> key_id;
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;
  absl::Time expires;
  // The later of `nbf` and `iat`.
  absl::Time not_before = absl::InfinitePast();
};

// Takes a token apart and refuses every one that is not plain, so that nothing odd reaches the
// library that checks signatures: three parts of base64url without padding, at most 16 KiB; header
// and claims JSON objects with each name once; `alg` one of ours and the length of the signature
// fitting it; no `crit`, `b64` or `zip`; `iss`, `sub` and `exp` there and of their types, `sub`
// printable ASCII; `nbf`, `iat` and `aud` of their types if there. Errors are InvalidArgument with
// one clause about "it", which holds no byte of the token.
absl::StatusOr<Jwt> ParseJwt(absl::string_view token);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_JWT_H_
