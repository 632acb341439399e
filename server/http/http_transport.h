// HttpTransport: sends one HTTP request and delivers its result.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_TRANSPORT_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "server/base/cancellation.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Implemented by libcurl at the bottom and by decorators above it, each owning or borrowing the
// next. A transport does not judge: a reply of any HTTP status is a success at this level.
class HttpTransport {
 public:
  using Done = absl::AnyInvocable<void(HttpResult) &&>;

  virtual ~HttpTransport() = default;

  // Never blocks. `done` runs exactly once, inline (a refusal) or on a thread of the transport,
  // where it must be short. Cancelling `cancellation` (never null) aborts the request: `done` then
  // gets kCancelled, unless the result was already on its way. Thread-safe.
  virtual void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                     Done done) = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_HTTP_TRANSPORT_H_
