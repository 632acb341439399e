// Implementation of the hash chain.
#include "server/audit/chain.h"

#include <openssl/sha.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {

std::string ChainHeadText(const ChainHead& head) {
  return absl::StrCat(head.sequence, ":", head.hash);
}

absl::optional<ChainHead> ParseChainHead(absl::string_view text) {
  const size_t colon = text.find(':');
  ChainHead head;
  if (colon == absl::string_view::npos ||
      !absl::SimpleAtoi(text.substr(0, colon), &head.sequence) ||
      !IsLineHash(text.substr(colon + 1))) {
    return absl::nullopt;
  }
  head.hash = std::string(text.substr(colon + 1));
  return head;
}

std::string LineHash(absl::string_view line) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(line.data()), line.size(), hash);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

bool IsLineHash(absl::string_view text) {
  return text.size() == 2 * SHA256_DIGEST_LENGTH &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
         });
}

}  // namespace smartcar_gateway
