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
  Host* host = nullptr;
  CircuitBreaker::Admission admission;
  {
    MutexLock lock(&mutex_);
    host = Find(HostOf(request.url));
    if (host != nullptr) admission = host->second.Admit(clock_.Now());
  }
  if (!admission.admitted) {
    std::move(done)(Refusal(host->first, admission.retry_after));
    return;
  }
  if (host == nullptr) {
    next_.Start(std::move(request), std::move(cancellation), std::move(done));
    return;
  }
  next_.Start(std::move(request), std::move(cancellation),
              [this, host, admission, done = std::move(done)](HttpResult result) mutable {
                Record(host, admission, result);
                std::move(done)(std::move(result));
              });
}

BreakerTransport::Host* BreakerTransport::Find(absl::string_view name) {
  const auto known = hosts_.find(name);
  if (known != hosts_.end()) return &*known;
  if (hosts_.size() >= kMaxHosts) return nullptr;
  return &*hosts_.try_emplace(std::string(name), options_).first;
}

void BreakerTransport::Record(Host* host, const CircuitBreaker::Admission& admission,
                              const HttpResult& result) {
  const HostHealth health = JudgeHost(result);
  // Only a failure may begin a pause, and needs it.
  const double random = health == HostHealth::kFailing ? random_() : 0;
  BreakerEvent event;
  {
    MutexLock lock(&mutex_);
    const CircuitBreaker::Change change =
        host->second.Record(admission, health, clock_.Now(), random);
    if (change == CircuitBreaker::Change::kNone) return;
    event.kind = change == CircuitBreaker::Change::kOpened ? BreakerEvent::Kind::kOpened
                                                           : BreakerEvent::Kind::kClosed;
    event.failures_in_a_row = host->second.failures_in_a_row();
    event.first_pause = host->second.pause();
  }
  event.host = host->first;
  event.last_failure = result.error == TransportError::kNone
                           ? absl::StrCat("HTTP ", result.response.status)
                           : result.message;
  on_event_(event);
}

}  // namespace smartcar_gateway
