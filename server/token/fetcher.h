// Fetcher: asks the token endpoint once and says how it went.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_FETCHER_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_FETCHER_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "server/base/cancellation.h"
#include "server/base/secret.h"

namespace smartcar_gateway {

// How one request to the token endpoint ended.
struct FetchOutcome {
  enum class Kind {
    kToken,        // `token` is set, and lives for `lifetime` from when it was asked for
    kRejected,     // the endpoint refuses who we are or what we ask: waiting does not help
    kThrottled,    // asked too often
    kUnavailable,  // no answer, or one of an endpoint in trouble
    kBadReply,     // an answer that is no OAuth answer, or a token that cannot be used
  };
  Kind kind = Kind::kUnavailable;
  std::shared_ptr<const Secret> token;
  absl::Duration lifetime = absl::ZeroDuration();
  absl::Duration retry_after = absl::ZeroDuration();  // zero: the endpoint did not say
  std::string message;  // one clause for humans; never a secret, never part of a reply's body
};

// Knows the protocol, not when to ask. Thread-safe.
class Fetcher {
 public:
  using Done = absl::AnyInvocable<void(FetchOutcome) &&>;

  virtual ~Fetcher() = default;

  // Never blocks. Runs `done` exactly once, inline or on any thread, soon after `deadline` or a
  // cancel at the latest. `cancellation` is never null.
  virtual void Fetch(const std::string& client_id, const Secret& client_secret, absl::Time deadline,
                     std::shared_ptr<Cancellation> cancellation, Done done) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_FETCHER_H_
