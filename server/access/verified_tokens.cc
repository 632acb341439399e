// Implementation of VerifiedTokens.
#include "server/access/verified_tokens.h"

#include <openssl/sha.h>

#include <utility>

namespace smartcar_gateway {
namespace {

std::string DigestOf(absl::string_view token) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
         reinterpret_cast<unsigned char*>(&digest[0]));
  return digest;
}

}  // namespace

absl::optional<VerifiedTokens::Verified> VerifiedTokens::Find(absl::string_view token,
                                                              absl::Time now) {
  std::string digest = DigestOf(token);
  MutexLock lock(&mutex_);
  const auto young = young_.find(digest);
  absl::optional<Verified> found;
  if (young != young_.end()) {
    found = young->second;
  } else {
    const auto old = old_.find(digest);
    if (old == old_.end()) return absl::nullopt;
    found = old->second;
    old_.erase(old);
    KeepLocked(std::move(digest), *found);
  }
  if (now < found->from || now >= found->until) return absl::nullopt;
  return found;
}

void VerifiedTokens::Keep(absl::string_view token, Verified verified) {
  std::string digest = DigestOf(token);
  MutexLock lock(&mutex_);
  old_.erase(digest);
  KeepLocked(std::move(digest), std::move(verified));
}

void VerifiedTokens::KeepLocked(std::string digest, Verified verified) {
  young_.insert_or_assign(std::move(digest), std::move(verified));
  if (young_.size() < max_young_) return;
  old_ = std::move(young_);
  young_ = Tokens();
}

size_t VerifiedTokens::size() const {
  MutexLock lock(&mutex_);
  return young_.size() + old_.size();
}

}  // namespace smartcar_gateway
