// Making and resetting the engine.
#include "tools/simulator/control/engine.h"

#include <utility>

namespace smartcar_simulator {

Engine::Engine(BackendOptions options, size_t record_limit, SimulatedClock* clock, Timers* timers,
               HookSender* sender)
    : options(std::move(options)),
      clock(clock),
      timers(timers),
      backend(std::make_unique<Backend>(this->options, clock)),
      record(record_limit),
      dispatcher(clock, timers, sender, record_limit),
      publisher(timers, &dispatcher) {
  dispatcher.Start(backend.get());
  publisher.Start(backend.get());
}

void Engine::Reset() {
  faults.Clear();
  held.Drop();
  record.Clear();
  clock->Reset();
  backend = std::make_unique<Backend>(options, clock);
  dispatcher.Start(backend.get());
  publisher.Start(backend.get());
}

}  // namespace smartcar_simulator
