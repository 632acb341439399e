// Fuzz target: replies with signals, one and many, and the state of a vehicle made from them.
#include <algorithm>

#include "server/smartcar/decode/decode_signals.h"
#include "server/smartcar/state/vehicle_state.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/message_checks.h"

namespace smartcar_gateway {
namespace {

using smartcar::gateway::v1::Signal;

void CheckSignal(const Signal& signal, Findings* findings) {
  findings->Expect(
      signal.status() != smartcar::gateway::v1::SIGNAL_STATUS_SUCCESS || !signal.has_error(),
      "a signal with status SUCCESS has no error");
  findings->Expect(signal.status() == smartcar::gateway::v1::SIGNAL_STATUS_UNSPECIFIED ||
                       !signal.status_text().empty(),
                   "the word of a status stands beside it");
}

void Signals(const std::string& input, Findings* findings) {
  smartcar::gateway::v1::GetSignalResponse one;
  const absl::Status one_status = DecodeSignal(input, &one);
  CheckDecoded(one_status, one, input.size(), findings);
  CheckSignal(one.signal(), findings);

  smartcar::gateway::v1::ListSignalsResponse many;
  const absl::Status many_status = DecodeSignalList(input, &many);
  CheckDecoded(many_status, many, input.size(), findings);
  for (const Signal& signal : many.signals()) CheckSignal(signal, findings);
  const auto before = [](const Signal& a, const Signal& b) { return a.code() < b.code(); };
  findings->Expect(
      !many_status.ok() || std::is_sorted(many.signals().begin(), many.signals().end(), before),
      "signals are in the order of their codes");

  smartcar::gateway::v1::GetVehicleStateResponse state;
  const absl::Status state_status = DecodeVehicleState(input, {}, &state);
  CheckDecoded(state_status, state, input.size(), findings);
  findings->Expect(state_status == many_status, "a state is refused like the list it is made from");
}

const FuzzTargetRegistration registration("signals", Signals);

}  // namespace
}  // namespace smartcar_gateway
