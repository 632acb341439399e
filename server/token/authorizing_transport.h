// AuthorizingTransport: puts the application token on requests.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_AUTHORIZING_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_AUTHORIZING_TRANSPORT_H_

#include <memory>

#include "server/http/http_transport.h"
#include "server/token/token_source.h"

namespace smartcar_gateway {

// Decorator. Waits for a token within the request's deadline, sends it as the bearer, and after an
// HTTP 401 rejects it, takes a new one and sends the request once more. That holds for
// Replay::kOnce too: a 401 proves that nothing was executed.
//
// Without a token the request ends with kTokenUnavailable (with `retry_after`),
// kCredentialsRejected, kTimedOut or kCancelled, and Sent::kNo. A second 401, or no other token to
// replay with, ends it with kCredentialsRejected and Sent::kNo; the 401 is kept as the response.
//
// Should a reply quote the token, it is blacked out: bodies and headers end up in errors and logs.
//
// Borrows both collaborators, which must outlive every request started. Thread-safe.
class AuthorizingTransport final : public HttpTransport {
 public:
  AuthorizingTransport(TokenSource& tokens, HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  TokenSource& tokens_;
  HttpTransport& next_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_AUTHORIZING_TRANSPORT_H_
