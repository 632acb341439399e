// Implementation of BreakerTransport.
#include "server/http/breaker_transport.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

// Smartcar has four.
constexpr size_t kMaxHosts = 32;

// "https://vehicle.api.smartcar.com" of the URL of a resource there.
absl::string_view HostOf(absl::string_view url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == absl::string_view::npos ? 0 : scheme + 3;
  return url.substr(0, url.find_first_of("/?#", begin));
}

HttpResult Refusal(absl::string_view host, absl::Duration retry_after) {
  HttpResult result;
  result.error = TransportError::kCircuitOpen;
  result.sent = Sent::kNo;
  result.message = absl::StrCat(host, " failed too often in a row and is left alone for a moment");
  result.retry_after = retry_after;
  return result;
}

}  // namespace

BreakerTransport::BreakerTransport(CircuitBreaker::Options options, const Clock& clock,
                                   Random random, OnEvent on_event, HttpTransport& next)
    : options_(options),
      clock_(clock),
      random_(std::move(random)),
      on_event_(std::move(on_event)),
      next_(next) {}

void BreakerTransport::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                             Done done) {
  std::string host(HostOf(request.url));
  CircuitBreaker* breaker = nullptr;
  CircuitBreaker::Admission admission;
  {
    MutexLock lock(&mutex_);
    breaker = BreakerOf(host);
    if (breaker != nullptr) admission = breaker->Admit(clock_.Now());
  }
  if (!admission.admitted) {
    std::move(done)(Refusal(host, admission.retry_after));
    return;
  }
  if (breaker == nullptr) {
    next_.Start(std::move(request), std::move(cancellation), std::move(done));
    return;
  }
  next_.Start(std::move(request), std::move(cancellation),
              [this, breaker, admission, host = std::move(host),
               done = std::move(done)](HttpResult result) mutable {
                Record(breaker, host, admission, result);
                std::move(done)(std::move(result));
              });
}

CircuitBreaker* BreakerTransport::BreakerOf(absl::string_view host) {
  const auto known = breakers_.find(host);
  if (known != breakers_.end()) return &known->second;
  if (breakers_.size() >= kMaxHosts) return nullptr;
  return &breakers_.try_emplace(std::string(host), options_).first->second;
}

void BreakerTransport::Record(CircuitBreaker* breaker, const std::string& host,
                              const CircuitBreaker::Admission& admission,
                              const HttpResult& result) {
  BreakerEvent event;
  {
    MutexLock lock(&mutex_);
    const CircuitBreaker::Change change =
        breaker->Record(admission, JudgeHost(result), clock_.Now(), random_());
    if (change == CircuitBreaker::Change::kNone) return;
    event.kind = change == CircuitBreaker::Change::kOpened ? BreakerEvent::Kind::kOpened
                                                           : BreakerEvent::Kind::kClosed;
    event.failures_in_a_row = breaker->failures_in_a_row();
    event.first_pause = breaker->pause();
  }
  event.host = host;
  event.last_failure = result.error == TransportError::kNone
                           ? absl::StrCat("HTTP ", result.response.status)
                           : result.message;
  on_event_(event);
}

}  // namespace smartcar_gateway
