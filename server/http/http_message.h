// HTTP requests and results as plain values.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/secret.h"

namespace smartcar_gateway {

enum class HttpMethod { kGet, kPost, kDelete };

// "GET", "POST" or "DELETE".
absl::string_view HttpMethodName(HttpMethod method);

// Whether doing it twice could do harm. The transport never sends a kOnce request a second time,
// not even where HTTP libraries usually do (a reused connection that dies before the reply).
enum class Replay { kAllowed, kOnce };

struct HttpHeader {
  std::string name;
  std::string value;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string url;                  // absolute, already percent-encoded
  std::vector<HttpHeader> headers;  // nothing secret: see `bearer`
  std::string body;                 // sent when not empty; a POST without one has content-length 0
  Secret secret_body;               // sent instead of `body` when not empty
  std::shared_ptr<const Secret> bearer;  // becomes "Authorization: Bearer …"
  absl::Time deadline = absl::InfiniteFuture();
  size_t max_reply_bytes = 0;  // of the body; 0: the transport's limit, which this may exceed
  Replay replay = Replay::kAllowed;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;  // names in lower case, in the order they came
  // Capacity is at least size + 64 bytes, as simdjson wants its input padded.
  std::string body;

  // The value of the first header of that (lower-case) name.
  absl::optional<absl::string_view> Header(absl::string_view lower_case_name) const {
    for (const HttpHeader& header : headers) {
      if (header.name == lower_case_name) return absl::string_view(header.value);
    }
    return absl::nullopt;
  }
};

// Why there is no (whole) HTTP reply. A reply of any status is not an error at this level.
enum class TransportError {
  kNone,                 // `response` is whole
  kConnectFailed,        // name not resolved, connection refused or timed out
  kTlsFailed,            // certificate or handshake refused
  kConnectionLost,       // broke after the connection was up
  kTimedOut,             // the request's deadline passed
  kCancelled,            // the caller cancelled
  kReplyTooLarge,        // body or headers over the configured limit
  kOverloaded,           // too many requests in flight; nothing was sent
  kShutDown,             // the transport is closing; see `sent`
  kTokenUnavailable,     // no usable token, and none to be had now; nothing was sent
  kCredentialsRejected,  // Smartcar refuses our credentials, or a fresh token
};

// May the upstream have seen the request? Decides what may be said of a command.
enum class Sent { kNo, kMaybe };

struct HttpResult {
  TransportError error = TransportError::kNone;
  Sent sent = Sent::kNo;
  // Whole if error is kNone. Otherwise what had arrived: status 0 if nothing had.
  HttpResponse response;
  // One clause for humans, e.g. "connection refused by 127.0.0.1:1". Never a secret, a query or a
  // body.
  std::string message;
  // With kTokenUnavailable: when trying again makes sense.
  absl::Duration retry_after = absl::ZeroDuration();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_
