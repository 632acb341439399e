// Implementation of CircuitBreaker.
#include "server/http/circuit_breaker.h"

#include <algorithm>

namespace smartcar_gateway {
namespace {

constexpr double kJitter = 0.2;

}  // namespace

HostHealth JudgeHost(const HttpResult& result) {
  switch (result.error) {
    case TransportError::kNone:
      return result.response.status == 503 ? HostHealth::kFailing : HostHealth::kAlive;
    case TransportError::kConnectFailed:
    case TransportError::kTlsFailed:
    case TransportError::kConnectionLost:
      return HostHealth::kFailing;
    case TransportError::kReplyTooLarge:
      return HostHealth::kAlive;
    case TransportError::kCredentialsRejected:
      // By this host, or already where tokens are issued.
      return result.response.status == 401 ? HostHealth::kAlive : HostHealth::kUnknown;
    case TransportError::kTimedOut:
    case TransportError::kCancelled:
    case TransportError::kOverloaded:
    case TransportError::kShutDown:
    case TransportError::kTokenUnavailable:
    case TransportError::kHeldBack:
    case TransportError::kCircuitOpen:
    case TransportError::kRequestIdReused:
    case TransportError::kRequestIdUnrecorded:
    case TransportError::kOutcomeUnknown:
      break;
  }
  return HostHealth::kUnknown;
}

CircuitBreaker::Admission CircuitBreaker::Admit(absl::Time now) {
  Admission admission;
  admission.epoch = epoch_;
  if (!open_) return admission;
  const absl::Duration wait = next_probe_ - now;
  if (wait > absl::ZeroDuration() && wait <= pause_) {
    admission.admitted = false;
    admission.retry_after = wait;
    return admission;
  }
  admission.probe = ++last_probe_;
  next_probe_ = now + pause_;
  return admission;
}

CircuitBreaker::Change CircuitBreaker::Record(const Admission& admission, HostHealth health,
                                              absl::Time now, double random) {
  if (admission.epoch != epoch_) return Change::kNone;
  const bool latest = admission.probe == last_probe_;
  switch (health) {
    case HostHealth::kAlive:
      failures_in_a_row_ = 0;
      if (!open_) return Change::kNone;
      open_ = false;
      ++epoch_;
      return Change::kClosed;
    case HostHealth::kUnknown:
      if (open_ && latest) next_probe_ = now;
      return Change::kNone;
    case HostHealth::kFailing:
      break;
  }
  ++failures_in_a_row_;
  if (open_) {
    if (!latest) return Change::kNone;
    full_pause_ = std::min(full_pause_ * 2, options_.max_pause);
    PauseFrom(now, random);
    return Change::kNone;
  }
  if (failures_in_a_row_ < options_.failures) return Change::kNone;
  open_ = true;
  ++epoch_;
  full_pause_ = options_.initial_pause;
  PauseFrom(now, random);
  return Change::kOpened;
}

void CircuitBreaker::PauseFrom(absl::Time now, double random) {
  pause_ = full_pause_ * (1 - kJitter * random);
  next_probe_ = now + pause_;
}

}  // namespace smartcar_gateway
