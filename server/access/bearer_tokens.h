// BearerTokens: finds out who a caller is by the token it sends.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_BEARER_TOKENS_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_BEARER_TOKENS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/authenticator.h"
#include "server/access/jwt.h"
#include "server/access/jwt_verifier.h"
#include "server/access/key_source.h"
#include "server/access/verified_tokens.h"
#include "server/base/clock.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Knows several issuers; a token is checked by the one it names. Thread-safe. Borrows the clock.
// Must not be destroyed inside a Done.
class BearerTokens {
 public:
  static constexpr size_t kMaxVerified = 10'000;

  struct Issuer {
    std::string name;  // as in `jwt:NAME:SUB`
    TokenRules rules;
    std::shared_ptr<HttpTransport> transport;  // what `keys` borrows; null if nothing
    std::unique_ptr<KeySource> keys;
  };

  BearerTokens(std::vector<Issuer> issuers, const Clock& clock);

  // As Authenticator::Authenticate.
  void Check(absl::string_view token, absl::Time deadline,
             const std::shared_ptr<Cancellation>& cancellation, Authenticator::Done done);
  // As Authenticator::Stop.
  void Stop();

 private:
  absl::Status Verify(absl::string_view token, const Jwt& jwt, const Issuer& issuer,
                      const KeySet& keys) const;
  Identity Keep(absl::string_view token, const Jwt& jwt, size_t issuer, const KeySet& keys);

  const Clock& clock_;
  VerifiedTokens verified_{kMaxVerified};
  const std::vector<Issuer> issuers_;  // last: who waits for their keys uses what is above
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_BEARER_TOKENS_H_
