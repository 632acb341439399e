// Making and resetting the engine.
#include "tools/simulator/control/engine.h"

#include <utility>

namespace smartcar_simulator {

Engine::Engine(BackendOptions options, size_t record_limit, SimulatedClock* clock, Timers* timers)
    : options(std::move(options)),
      clock(clock),
      timers(timers),
      backend(std::make_unique<Backend>(this->options, clock)),
      record(record_limit) {}

void Engine::Reset() {
  faults.Clear();
  held.Drop();
  record.Clear();
  clock->Reset();
  backend = std::make_unique<Backend>(options, clock);
}

}  // namespace smartcar_simulator
