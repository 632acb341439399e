// Reads one key of a JWK Set.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_JWK_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_JWK_H_

#include <simdjson.h>

#include "absl/status/statusor.h"
#include "server/access/jwks.h"

namespace smartcar_gateway {

// InvalidArgument with a clause about "it": why it is no key to check tokens with.
absl::StatusOr<KeySet::Key> ReadJwk(const simdjson::dom::element& element);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_JWK_H_
