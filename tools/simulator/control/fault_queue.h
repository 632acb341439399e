// The faults that wait for their requests.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_QUEUE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_QUEUE_H_

#include <list>
#include <memory>

#include "tools/simulator/control/fault.h"

namespace smartcar_simulator {

// First queued, first used; a fault leaves when it has been used up. One thread.
class FaultQueue {
 public:
  uint64_t Add(Fault fault);

  // The fault for this request, or null. Uses it up by one.
  std::shared_ptr<const Fault> Take(const Request& request);

  void Clear() { faults_.clear(); }
  Json Describe() const;  // [{"id":…,"remaining":…,"skip":…,"fault":{…}}]

 private:
  std::list<Fault> faults_;
  uint64_t last_id_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_QUEUE_H_
