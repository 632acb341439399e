// Page tokens.
#include "server/smartcar/page_token.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kVersion = "1";
constexpr int64_t kMaxPageNumber = 1'000'000'000;
constexpr int64_t kMaxPageSize = 100;

// FNV-1a: the same on every instance of the gateway and across releases, unlike absl::Hash.
uint64_t Fingerprint(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

}  // namespace

std::string EncodePageToken(const PagePosition& position, absl::string_view filters) {
  return absl::WebSafeBase64Escape(absl::StrCat(kVersion, ":", position.page_number, ":",
                                                position.page_size, ":",
                                                absl::Hex(Fingerprint(filters))));
}

absl::optional<PagePosition> DecodePageToken(absl::string_view token, absl::string_view filters) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return absl::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  PagePosition position;
  if (parts.size() != 4 || parts[0] != kVersion ||
      !absl::SimpleAtoi(parts[1], &position.page_number) ||
      !absl::SimpleAtoi(parts[2], &position.page_size) || position.page_number < 1 ||
      position.page_number > kMaxPageNumber || position.page_size < 1 ||
      position.page_size > kMaxPageSize ||
      parts[3] != absl::StrCat(absl::Hex(Fingerprint(filters)))) {
    return absl::nullopt;
  }
  return position;
}

}  // namespace smartcar_gateway
