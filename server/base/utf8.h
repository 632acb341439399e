// UTF-8 in texts that others wrote.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_UTF8_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// What stands for bytes that are no character: U+FFFD.
inline constexpr absl::string_view kUtf8Replacement = "\xEF\xBF\xBD";

// The length of the character at the start of `text`, which must not be empty; 0 if there is none:
// neither overlong forms nor surrogates nor what is beyond U+10FFFF are characters.
inline size_t Utf8Length(absl::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) > 0x9F;
  const bool beyond = first == 0xF4 && byte(1) > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_UTF8_H_
