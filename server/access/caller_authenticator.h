// CallerAuthenticator: the Authenticator by certificates and tokens, side by side.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_AUTHENTICATOR_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_AUTHENTICATOR_H_

#include <memory>

#include "server/access/authenticator.h"
#include "server/access/bearer_tokens.h"
#include "server/base/clock.h"

namespace smartcar_gateway {

// Whether callers can be known by certificates.
enum class CallerCertificates { kKnown, kUnknown };

// A token counts more than a certificate: a caller that sends one is who the token says, and nobody
// if it is refused, whatever its connection says. Where neither certificates nor tokens are known,
// everybody is anonymous; else nobody is.
class CallerAuthenticator final : public Authenticator {
 public:
  // `tokens`: null where none are known.
  // Borrows the clock.
  CallerAuthenticator(CallerCertificates certificates, std::unique_ptr<BearerTokens> tokens,
                      const Clock& clock);

  void Authenticate(const Presented& presented, Done done) override;
  void Stop() override;

 private:
  void CheckToken(const Presented& presented, Done done);

  const CallerCertificates certificates_;
  const std::unique_ptr<BearerTokens> tokens_;
  const Clock& clock_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_CALLER_AUTHENTICATOR_H_
