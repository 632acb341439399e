// Parses a reply by the written rules of this folder's README.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_DOCUMENT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_DOCUMENT_H_

#include <simdjson.h>

#include <string>

#include "absl/status/statusor.h"

namespace smartcar_gateway {

// Deeper nesting of objects and arrays is refused.
inline constexpr int kMaxJsonDepth = 64;

// The root of the parsed text. It lives in a parser of the calling thread: the next call on the
// same thread ends it. Every string in it is valid UTF-8 and every number finite. Errors are
// InvalidArgument with one clause.
absl::StatusOr<simdjson::dom::element> ParseJson(const std::string& body);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_JSON_DOCUMENT_H_
