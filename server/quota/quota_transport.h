// QuotaTransport: keeps calls within Smartcar's limits.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TRANSPORT_H_

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/clock.h"
#include "server/http/http_transport.h"
#include "server/quota/quota_guard.h"
#include "server/quota/rate_limit.h"

namespace smartcar_gateway {

// Decorator. Asks a QuotaGuard before it passes a request on, as the caller and for the vehicle
// that `call` names; Replay::kOnce makes it a command. A request that is refused ends with
// kHeldBack (with `limit` and `retry_after`), kCancelled or kShutDown, and Sent::kNo. A reply is
// passed on untouched, and before that tells the guard which limit it is about; a request that
// ended unsent is given back.
//
// Borrows its collaborators, which must outlive every request started. Thread-safe.
class QuotaTransport final : public HttpTransport {
 public:
  // Which limit a reply is about. Must be thread-safe.
  using ReadLimit = std::function<RateLimit(const HttpResponse&)>;

  QuotaTransport(QuotaGuard& guard, const Clock& clock, ReadLimit read_limit, HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  void Send(HttpRequest request, std::shared_ptr<Cancellation> cancellation, QuotaPermit permit,
            Done done);
  void Learn(const HttpResult& result, const QuotaPermit& permit);

  QuotaGuard& guard_;
  const Clock& clock_;
  const ReadLimit read_limit_;
  HttpTransport& next_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_TRANSPORT_H_
