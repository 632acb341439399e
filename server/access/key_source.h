// KeySource: where the keys of an issuer come from.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_SOURCE_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_SOURCE_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "server/access/jwks.h"
#include "server/base/cancellation.h"

namespace smartcar_gateway {

// Thread-safe.
class KeySource {
 public:
  enum class Renewal {
    kDone,     // Current() is as new as it gets
    kFailed,   // the issuer cannot be asked
    kTooLate,  // the deadline came first
    kTooMany,  // too many wait already
    kLeft,     // the caller cancelled
  };
  using Done = absl::AnyInvocable<void(Renewal) &&>;

  virtual ~KeySource() = default;

  // The keys now; null before there are any.
  virtual std::shared_ptr<const KeySet> Current() const = 0;

  // For a token that Current() is not enough for. Never blocks; `done` runs exactly once, inline or
  // on another thread.
  // `cancellation` may be null.
  virtual void Renew(absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation,
                     Done done) = 0;

  // Answers those who wait with kFailed, and all who come later at once.
  virtual void Stop() {}
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_KEY_SOURCE_H_
