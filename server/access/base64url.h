// Base64 for URLs, read strictly.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_BASE64URL_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_BASE64URL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// The bytes, if `text` is what RFC 7515 makes of them: without padding, white space or spare bits,
// so that no two texts stand for the same bytes.
absl::optional<std::string> DecodeBase64Url(absl::string_view text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_BASE64URL_H_
