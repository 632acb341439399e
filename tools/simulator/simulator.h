// A stateful Smartcar behind one request handler.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SIMULATOR_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SIMULATOR_H_

#include <memory>
#include <string>

#include "tools/simulator/control/engine.h"
#include "tools/simulator/hooks/hook_sender.h"
#include "tools/simulator/http/http_message.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

// Everything but the network. One thread: the handler, the timers and the destructor. `clock`,
// `timers` and `sender` outlive it; timers that have not fired and answers that have not come when
// it is destroyed must never do so.
//
//   Simulator simulator({}, Record::kDefaultLimit, &clock, &timers, &sender);
//   auto server = HttpServer::Listen(io, options, [&](Request request, auto responder) {
//     simulator.Handle(std::move(request), std::move(responder));
//   }, &error);
class Simulator {
 public:
  Simulator(BackendOptions options, size_t record_limit, SimulatedClock* clock, Timers* timers,
            HookSender* sender);

  // Requests under /control/ steer the simulator, all others are Smartcar's.
  void Handle(Request request, std::shared_ptr<Responder> responder);

  // What links in replies begin with, for when the port is known only after listening.
  void SetBaseUrl(const std::string& base_url);

 private:
  const std::shared_ptr<Engine> engine_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_SIMULATOR_H_
