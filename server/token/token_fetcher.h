// TokenFetcher: the client-credentials grant (RFC 6749 §4.4) over HTTP.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FETCHER_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FETCHER_H_

#include <memory>
#include <string>

#include "server/base/clock.h"
#include "server/http/http_transport.h"
#include "server/token/fetcher.h"

namespace smartcar_gateway {

// The form POST, with the secret in a body that cannot be logged.
HttpRequest BuildTokenRequest(const std::string& token_url, const std::string& client_id,
                              const Secret& client_secret, absl::Time deadline);

// Borrows its collaborators, which must outlive it and what it started. The transport must be one
// that does not ask for a token itself.
class TokenFetcher final : public Fetcher {
 public:
  // `token_url`: absolute, e.g. "https://iam.smartcar.com/oauth2/token".
  TokenFetcher(std::string token_url, HttpTransport& transport, const Clock& clock);

  void Fetch(const std::string& client_id, const Secret& client_secret, absl::Time deadline,
             std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  const std::string token_url_;
  HttpTransport& transport_;
  const Clock& clock_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_FETCHER_H_
