// Percent-encoding.
#include "server/http/percent_encoding.h"

#include "absl/strings/ascii.h"

namespace smartcar_gateway {

void AppendPercentEncoded(absl::string_view text, std::string* out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      *out += c;
    } else {
      *out += '%';
      *out += kHex[byte >> 4];
      *out += kHex[byte & 0xF];
    }
  }
}

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  AppendPercentEncoded(text, &encoded);
  return encoded;
}

}  // namespace smartcar_gateway
