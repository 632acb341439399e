// RetryingTransport: sends reads again that failed for a cause that passes.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_RETRYING_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_RETRYING_TRANSPORT_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/http/http_transport.h"
#include "server/http/retry_budget.h"
#include "server/http/retry_policy.h"

namespace smartcar_gateway {

// Decorator. Sends a request with Replay::kAllowed again after a pause, as RetryPolicy says, within
// its deadline and the budget of the whole gateway; the caller gets the result of the last attempt.
// A cancel ends a pause at once. A request with Replay::kOnce passes through: it is never sent
// again. The only layer that retries; a layer below that replays (a 401) does so within an attempt.
//
// Borrows clock, executor and the next transport, which must outlive every request started. A
// timer runs only during a pause. Thread-safe.
class RetryingTransport final : public HttpTransport {
 public:
  struct Options {
    RetryPolicy policy;
    RetryBudget::Options budget;
    ReplyAdvisor advisor = nullptr;  // must be given
  };
  // In [0, 1); thread-safe.
  using Random = absl::AnyInvocable<double() const>;

  RetryingTransport(Options options, const Clock& clock, Executor& executor, Random random,
                    HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  class Read;

  const Options options_;
  const Clock& clock_;
  Executor& executor_;
  const Random random_;
  HttpTransport& next_;
  RetryBudget budget_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_RETRYING_TRANSPORT_H_
