// Implementation of BoundText.
#include "server/audit/bounded_text.h"

#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";
constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The length of the character at the start of `text`, 0 if there is none: neither overlong forms
// nor surrogates nor what is beyond U+10FFFF are characters.
size_t CharacterSize(absl::string_view text) {
  const auto byte = [&text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
  for (size_t i = 1; i < size; ++i) {
    if (!IsContinuation(byte(i))) return 0;
  }
  const unsigned char second = byte(1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
      (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return size;
}

bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace

void BoundText(size_t max_bytes, std::string& text) {
  if (text.size() <= max_bytes && IsAscii(text)) return;
  std::string bounded;
  size_t cut = 0;  // where the ellipsis fits
  for (absl::string_view rest = text; !rest.empty();) {
    const size_t size = CharacterSize(rest);
    const absl::string_view next = size == 0 ? kReplacement : rest.substr(0, size);
    if (bounded.size() + next.size() > max_bytes) {
      bounded.resize(cut);
      bounded.append(kEllipsis.data(), kEllipsis.size());
      break;
    }
    bounded.append(next.data(), next.size());
    if (bounded.size() + kEllipsis.size() <= max_bytes) cut = bounded.size();
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  text = std::move(bounded);
}

}  // namespace smartcar_gateway
