// VerifiedTokens: remembers tokens that were found good, since checking a signature costs time.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_VERIFIED_TOKENS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_VERIFIED_TOKENS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/access/identity.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Keeps no token, only its SHA-256. What was not used for longest goes first. Thread-safe.
class VerifiedTokens {
 public:
  struct Verified {
    size_t issuer = 0;         // whose keys
    uint64_t keys_serial = 0;  // and which of his key sets; see KeySet::serial()
    Identity identity;
    absl::Time from;   // good from then
    absl::Time until;  // and before then
  };

  explicit VerifiedTokens(size_t max_tokens) : max_young_(max_tokens / 2 + 1) {}

  // What was found, if it holds at `now`. Whether the keys are still the issuer's is the caller's
  // to see.
  absl::optional<Verified> Find(absl::string_view token, absl::Time now);
  void Keep(absl::string_view token, Verified verified);

  size_t size() const;

 private:
  using Tokens = absl::flat_hash_map<std::string, Verified>;

  void KeepLocked(std::string digest, Verified verified) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t max_young_;
  mutable Mutex mutex_;
  // Used since the last time that `young_` was full; then it becomes `old_`, and the old go.
  Tokens young_ ABSL_GUARDED_BY(mutex_);
  Tokens old_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_VERIFIED_TOKENS_H_
