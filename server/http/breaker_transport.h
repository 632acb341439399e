// BreakerTransport: leaves hosts alone that fail all the time.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_TRANSPORT_H_

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/strings/string_view.h"
#include "server/base/clock.h"
#include "server/base/mutex.h"
#include "server/http/breaker_event.h"
#include "server/http/circuit_breaker.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

// Decorator. A CircuitBreaker for each host (scheme, name and port of the URL). A request that is
// refused ends at once with kCircuitOpen, Sent::kNo and `retry_after`. Commands count and are
// refused like reads.
//
// Keeps an eye on a bounded number of hosts; requests to further ones pass. Borrows the clock and
// the next transport, which must outlive every request started. Events are told unlocked, on the
// thread of the call that brought them about. Thread-safe.
class BreakerTransport final : public HttpTransport {
 public:
  // In [0, 1); thread-safe.
  using Random = absl::AnyInvocable<double() const>;
  using OnEvent = absl::AnyInvocable<void(const BreakerEvent&) const>;

  BreakerTransport(CircuitBreaker::Options options, const Clock& clock, Random random,
                   OnEvent on_event, HttpTransport& next);

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

 private:
  using Hosts = std::map<std::string, CircuitBreaker, std::less<>>;
  using Host = Hosts::value_type;

  // Null if there are too many.
  Host* Find(absl::string_view name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Record(Host* host, const CircuitBreaker::Admission& admission, const HttpResult& result);

  const CircuitBreaker::Options options_;
  const Clock& clock_;
  const Random random_;
  const OnEvent on_event_;
  HttpTransport& next_;
  Mutex mutex_;
  // What it holds is guarded, too; entries stay where they are for ever.
  Hosts hosts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_BREAKER_TRANSPORT_H_
