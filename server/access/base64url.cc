// Implementation of the strict reader of base64 for URLs.
#include "server/access/base64url.h"

#include "absl/strings/escaping.h"

namespace smartcar_gateway {

absl::optional<std::string> DecodeBase64Url(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return absl::nullopt;
  // Abseil takes padding, white space and spare bits, too.
  if (absl::WebSafeBase64Escape(bytes) != text) return absl::nullopt;
  return bytes;
}

}  // namespace smartcar_gateway
