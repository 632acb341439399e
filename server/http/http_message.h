// HTTP requests and results as plain values.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/secret.h"
#include "server/http/send_gate.h"

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

// What a request is for: the layers above the wire decide by it. None of it is sent.
struct CallInfo {
  std::string caller;           // whose share of what is scarce it takes; empty: the gateway's own
  std::string identity;         // who asks, as the policy knows it
  uint64_t audit_sequence = 0;  // of the line of the audit log that says that it starts; 0: none
  std::string vehicle_id;       // the vehicle it is about; empty: none
  // How old an answer may be; not set: as configured. For reads.
  absl::optional<absl::Duration> max_age;
  std::string request_id;  // the caller's name for a command, a UUID; empty: none
  // Of a command whose request_id stands for one with an unknown outcome: send it all the same.
  bool resend_if_unknown = false;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string url;                  // absolute, already percent-encoded
  std::vector<HttpHeader> headers;  // nothing secret: see `bearer`
  std::string body;                 // sent when not empty; a POST without one has content-length 0
  Secret secret_body;               // sent instead of `body` when not empty
  std::shared_ptr<const Secret> bearer;  // becomes "Authorization: Bearer …"
  absl::Time deadline = absl::InfiniteFuture();
  // What makes it wait before it is sent (a token, a limit) lets it wait until then, if that is
  // sooner than the deadline: for a command that may go on when its callers' time is up.
  absl::Time send_by = absl::InfiniteFuture();
  size_t max_reply_bytes = 0;  // of the body; 0: the transport's limit, which this may exceed
  Replay replay = Replay::kAllowed;
  std::shared_ptr<const CallInfo> call;  // null: nothing is known
  // If not null, the transport passes it just before the first byte goes out, and if it may not,
  // ends the request with kCancelled and Sent::kNo.
  std::shared_ptr<SendGate> send_gate;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;  // names in lower case, in the order they came
  // Capacity is at least size + 64 bytes, as simdjson wants its input padded.
  std::string body;
  // Set if it is a kept answer: how old it is.
  absl::optional<absl::Duration> age;

  // The value of the first header of that (lower-case) name.
  absl::optional<absl::string_view> Header(absl::string_view lower_case_name) const {
    for (const HttpHeader& header : headers) {
      if (header.name == lower_case_name) return absl::string_view(header.value);
    }
    return absl::nullopt;
  }
};

// A copy whose body has its spare capacity, which that of std::string does not keep.
HttpResponse Copy(const HttpResponse& response);

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
  kHeldBack,         // our own guard of Smartcar's limits refuses; see `limit`; nothing was sent
  kCircuitOpen,      // the host fails all the time and is left alone; nothing was sent
  kRequestIdReused,  // the request_id stands for another command; nothing was sent
  kRequestIdUnrecorded,  // the request_id cannot be written down; nothing was sent
  kOutcomeUnknown,       // an earlier call with this request_id may have been carried out; not sent
                         // again
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
  // With kTokenUnavailable, kHeldBack and kCircuitOpen: when trying again makes sense.
  absl::Duration retry_after = absl::ZeroDuration();
  // With kHeldBack: "application", "vehicle", "vehicle_month" or "queue".
  std::string limit;
};

// Whether it ended because of the request's deadline, so that one with more time may fare better:
// the deadline passed, or a turn within the application's limit would have come after it.
inline bool EndedForLackOfTime(const HttpResult& result) {
  return result.error == TransportError::kTimedOut ||
         (result.error == TransportError::kHeldBack && result.limit == "application");
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_MESSAGE_H_
