// Queueing faults and giving them out.
#include "tools/simulator/control/fault_queue.h"

#include <utility>

namespace smartcar_simulator {

uint64_t FaultQueue::Add(Fault fault) {
  fault.id = ++last_id_;
  faults_.push_back(std::move(fault));
  return last_id_;
}

std::shared_ptr<const Fault> FaultQueue::Take(const Request& request) {
  for (auto it = faults_.begin(); it != faults_.end(); ++it) {
    if (!Matches(it->match, request)) continue;
    if (it->skip > 0) {
      --it->skip;
      continue;
    }
    auto taken = std::make_shared<const Fault>(*it);
    if (it->times > 0 && --it->times == 0) faults_.erase(it);
    return taken;
  }
  return nullptr;
}

Json FaultQueue::Describe() const {
  Json all = Json::array();
  for (const Fault& fault : faults_) {
    Json entry = Json::object();
    entry["id"] = fault.id;
    entry["remaining"] = fault.times;
    entry["skip"] = fault.skip;
    entry["fault"] = fault.source;
    all.push_back(std::move(entry));
  }
  return all;
}

}  // namespace smartcar_simulator
