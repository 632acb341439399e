// TokenSource: where calls get the one application token.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SOURCE_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SOURCE_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "server/base/cancellation.h"
#include "server/base/secret.h"

namespace smartcar_gateway {

// What a request for a token ends with.
struct TokenResult {
  enum class Kind {
    kToken,        // `token` is set
    kUnavailable,  // none to be had now (endpoint down, or backing off): try after `retry_after`
    kRejected,     // Smartcar refuses our client id or secret
    kTimedOut,     // the waiter's deadline passed first
    kCancelled,    // the waiter cancelled
  };
  Kind kind = Kind::kUnavailable;
  std::shared_ptr<const Secret> token;
  absl::Duration retry_after = absl::ZeroDuration();
  std::string message;  // one clause for humans; never a secret
};

// Thread-safe.
class TokenSource {
 public:
  using Done = absl::AnyInvocable<void(TokenResult) &&>;

  virtual ~TokenSource() = default;

  // Runs `done` exactly once: inline when a usable token is at hand or none can be had, otherwise
  // when the fetch in flight ends, at `deadline`, or at a cancel, whichever comes first. A waiter
  // that leaves never disturbs the fetch. `cancellation` is never null.
  virtual void GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                        Done done) = 0;

  // Smartcar answered 401 to `rejected`. Drops it if it is still the current token; a late word
  // about an older one changes nothing.
  virtual void Reject(const Secret& rejected) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SOURCE_H_
