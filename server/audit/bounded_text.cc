// Implementation of BoundText.
#include "server/audit/bounded_text.h"

#include "absl/strings/string_view.h"
#include "server/base/utf8.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";

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
    const size_t size = Utf8Length(rest);
    const absl::string_view next = size == 0 ? kUtf8Replacement : rest.substr(0, size);
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
