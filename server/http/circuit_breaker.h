// CircuitBreaker: whether one host is to be left alone. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CIRCUIT_BREAKER_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CIRCUIT_BREAKER_H_

#include <cstdint>

#include "absl/time/time.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// What a result says of the host it came from.
enum class HostHealth {
  kAlive,    // it answered, whatever it said; but for 503
  kFailing,  // no connection, connection lost, 503
  kUnknown,  // the call ended for a cause of ours or of the caller's
};
HostHealth JudgeHost(const HttpResult& result);

// Closed, it lets every call pass and counts failures in a row. Open, it refuses calls but for one
// probe after a pause: success closes it, failure doubles the pause, and a probe that ends without
// telling lets the next call probe. Only one probe is under way, unless it takes longer than the
// pause: a host that is well again must not wait for a slow call.
//
// Results of calls that began before the state last changed are without effect: they tell of the
// past. A clock set back cannot keep it open. Not thread-safe; told the time and randomness.
class CircuitBreaker {
 public:
  struct Options {
    int failures = 20;
    absl::Duration initial_pause = absl::Seconds(1);
    absl::Duration max_pause = absl::Seconds(30);
  };

  // Goes with the call, and back to Record().
  struct Admission {
    bool admitted = true;
    absl::Duration retry_after;  // if it was not admitted: when the next probe may go
    uint64_t epoch = 0;          // of which state it is
    uint64_t probe = 0;          // its number; 0: not a probe
  };
  enum class Change { kNone, kOpened, kClosed };

  explicit CircuitBreaker(Options options) : options_(options) {}

  Admission Admit(absl::Time now);

  // `random` in [0, 1) shortens the pause by up to a fifth, so that many gateways do not probe at
  // the same moment.
  Change Record(const Admission& admission, HostHealth health, absl::Time now, double random);

  int failures_in_a_row() const { return failures_in_a_row_; }
  absl::Duration pause() const { return pause_; }

 private:
  void PauseFrom(absl::Time now, double random);

  const Options options_;
  bool open_ = false;
  uint64_t epoch_ = 1;
  int failures_in_a_row_ = 0;
  absl::Duration full_pause_;  // before jitter
  absl::Duration pause_;       // the one under way
  absl::Time next_probe_;
  uint64_t last_probe_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CIRCUIT_BREAKER_H_
