// The executions of commands and schedules that can still be looked up.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_LOG_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_LOG_H_

#include <map>
#include <string>
#include <utility>

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Keeps the newest few thousand: ids count upwards, so the first one is the oldest. One thread.
class ExecutionLog {
 public:
  void Add(const std::string& vehicle_id, const std::string& id, const Json& body) {
    constexpr size_t kMost = 5000;
    entries_[id] = {vehicle_id, body};
    if (entries_.size() > kMost) entries_.erase(entries_.begin());
  }

  // The body of its reply; null when that car has none of this id.
  const Json* Find(const std::string& vehicle_id, const std::string& id) const {
    const auto it = entries_.find(id);
    return it == entries_.end() || it->second.first != vehicle_id ? nullptr : &it->second.second;
  }

 private:
  std::map<std::string, std::pair<std::string, Json>> entries_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EXECUTION_LOG_H_
