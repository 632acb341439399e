// Dispatch between Smartcar's API and the control endpoints.
#include "tools/simulator/simulator.h"

#include <utility>

#include "absl/strings/match.h"
#include "tools/simulator/control/control_api.h"
#include "tools/simulator/control/exchange.h"

namespace smartcar_simulator {

Simulator::Simulator(BackendOptions options, size_t record_limit, SimulatedClock* clock,
                     Timers* timers, HookSender* sender)
    : engine_(std::make_shared<Engine>(std::move(options), record_limit, clock, timers, sender)) {}

void Simulator::Handle(Request request, std::shared_ptr<Responder> responder) {
  if (absl::StartsWith(request.target, "/control/")) {
    return HandleControl(engine_, request, std::move(responder));
  }
  StartExchange(engine_, std::move(request), std::move(responder));
}

void Simulator::SetBaseUrl(const std::string& base_url) {
  engine_->options.base_url = base_url;
  engine_->backend->base_url = base_url;
}

}  // namespace smartcar_simulator
