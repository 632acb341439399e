// SendGate: decides between sending a request and calling it off.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_SEND_GATE_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_SEND_GATE_H_

#include <atomic>

namespace smartcar_gateway {

// Who calls a request off must know whether it was too late. Shared by the transport, which passes
// the gate just before the first byte of the request goes out, and by the one who may close it: one
// of the two wins, for good. A request that is sent again after a 401 passes it again. Thread-safe.
class SendGate {
 public:
  // The transport's. False if the gate is closed: the request must not be sent.
  bool Pass() {
    State expected = State::kOpen;
    return state_.compare_exchange_strong(expected, State::kPassed) || expected == State::kPassed;
  }

  // True if the request was not sent and now never will be. False if it may have been sent.
  bool Close() {
    State expected = State::kOpen;
    return state_.compare_exchange_strong(expected, State::kClosed) || expected == State::kClosed;
  }

 private:
  enum class State { kOpen, kPassed, kClosed };
  std::atomic<State> state_{State::kOpen};
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_SEND_GATE_H_
