// The whole simulator apart from its network: Smartcar's state and the means to disturb it.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_ENGINE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_ENGINE_H_

#include <memory>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/clock.h"
#include "tools/simulator/control/fault_queue.h"
#include "tools/simulator/control/held.h"
#include "tools/simulator/control/record.h"
#include "tools/simulator/hooks/dispatcher.h"
#include "tools/simulator/hooks/hook_sender.h"
#include "tools/simulator/hooks/publisher.h"
#include "tools/simulator/timers.h"

namespace smartcar_simulator {

// Owned by Simulator through a shared_ptr only so that late callbacks of a dying connection can see
// that it has gone. One thread. `clock`, `timers` and `sender` outlive it.
struct Engine {
  Engine(BackendOptions options, size_t record_limit, SimulatedClock* clock, Timers* timers,
         HookSender* sender);

  // Back to the seed: state, switches, secrets, tokens, clock, faults, records. Held requests are
  // broken off, and nothing more is sent to webhooks. Sequence numbers of the records and ids of
  // faults go on.
  void Reset();

  BackendOptions options;
  SimulatedClock* const clock;
  Timers* const timers;
  std::unique_ptr<Backend> backend;
  FaultQueue faults;
  Record record;
  Held held;
  Dispatcher dispatcher;  // to webhooks
  Publisher publisher;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_ENGINE_H_
