// Authenticator: finds out who calls.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_AUTHENTICATOR_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/identity.h"
#include "server/base/cancellation.h"

namespace smartcar_gateway {

// What a caller shows of itself.
struct Presented {
  // From the certificate of its connection, which gRPC has verified; all empty if it has none.
  bool has_certificate = false;
  std::vector<std::string> uris;       // URI SANs
  std::vector<std::string> dns_names;  // DNS SANs
  std::string common_name;             // of the subject
  // When it is good: gRPC looks at that in a full handshake only.
  absl::Time not_before = absl::InfinitePast();
  absl::Time not_after = absl::InfiniteFuture();
  // All values of the `authorization` metadata of the call. They live until Authenticate() returns.
  std::vector<absl::string_view> authorization;
  // When the call ends anyway.
  absl::Time deadline = absl::InfiniteFuture();
  // The caller's cancel; null: it never does.
  std::shared_ptr<Cancellation> cancellation;
};

// Thread-safe.
class Authenticator {
 public:
  // UNAUTHENTICATED: the text says what is wrong with what was shown, for the caller to read; it
  // holds nothing of a token. UNAVAILABLE: the issuer's keys cannot be had now. CANCELLED and
  // DEADLINE_EXCEEDED: the caller left, or its time was up, meanwhile.
  using Done = absl::AnyInvocable<void(absl::StatusOr<Identity>) &&>;

  virtual ~Authenticator() = default;

  // Never blocks. `done` runs exactly once: inline, or on another thread if keys must be fetched
  // first.
  virtual void Authenticate(const Presented& presented, Done done) = 0;

  // Nobody waits for keys any more: who does is answered, and later calls that would are refused.
  virtual void Stop() {}
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_AUTHENTICATOR_H_
