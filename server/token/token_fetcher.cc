// Implementation of TokenFetcher.
#include "server/token/token_fetcher.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "server/http/percent_encoding.h"
#include "server/token/token_reply.h"

namespace smartcar_gateway {
namespace {

constexpr absl::string_view kFormStart = "grant_type=client_credentials&client_id=";
constexpr absl::string_view kFormSecret = "&client_secret=";

}  // namespace

HttpRequest BuildTokenRequest(const std::string& token_url, const std::string& client_id,
                              const Secret& client_secret, absl::Time deadline) {
  std::string form;
  // Room for the worst case at once: growing would leave copies of the secret in freed memory.
  form.reserve(kFormStart.size() + kFormSecret.size() +
               3 * (client_id.size() + client_secret.Reveal().size()));
  form.append(kFormStart.data(), kFormStart.size());
  AppendPercentEncoded(client_id, &form);
  form.append(kFormSecret.data(), kFormSecret.size());
  AppendPercentEncoded(client_secret.Reveal(), &form);

  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = token_url;
  request.headers = {{"content-type", "application/x-www-form-urlencoded"},
                     {"accept", "application/json"}};
  request.secret_body = Secret(std::move(form));
  request.deadline = deadline;
  request.replay = Replay::kAllowed;  // a second token does no harm
  return request;
}

TokenFetcher::TokenFetcher(std::string token_url, HttpTransport& transport, const Clock& clock)
    : token_url_(std::move(token_url)), transport_(transport), clock_(clock) {}

void TokenFetcher::Fetch(const std::string& client_id, const Secret& client_secret,
                         absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                         Done done) {
  transport_.Start(BuildTokenRequest(token_url_, client_id, client_secret, deadline),
                   std::move(cancellation),
                   [clock = &clock_, done = std::move(done)](HttpResult result) mutable {
                     std::move(done)(ParseTokenReply(std::move(result), clock->Now()));
                   });
}

}  // namespace smartcar_gateway
