// VehicleGates: vehicles that Smartcar wants to be left alone for a while.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_VEHICLE_GATES_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_VEHICLE_GATES_H_

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace smartcar_gateway {

// A gate is open unless it was closed until a time to come. Only closed gates are kept, a limited
// number of them: beyond it the one that opens first opens at once. Times given must not go back:
// see QuotaTime. Not thread-safe.
class VehicleGates {
 public:
  explicit VehicleGates(size_t max_closed = 100'000) : max_closed_(max_closed) {}

  // Of several times the latest counts.
  void Close(const std::string& vehicle_id, absl::Time until, absl::Time now) {
    OpenThoseDue(now);
    if (until <= now) return;
    const auto [gate, is_new] = closed_.try_emplace(vehicle_id, until);
    if (!is_new) {
      by_time_.erase({gate->second, vehicle_id});
      gate->second = std::max(gate->second, until);
    }
    by_time_.emplace(gate->second, vehicle_id);
    if (closed_.size() > max_closed_) Open(by_time_.begin());
  }

  // Nothing if the gate is open.
  absl::optional<absl::Time> ClosedUntil(const std::string& vehicle_id, absl::Time now) const {
    const auto gate = closed_.find(vehicle_id);
    if (gate == closed_.end() || gate->second <= now) return absl::nullopt;
    return gate->second;
  }

  size_t size() const { return closed_.size(); }

 private:
  using ByTime = std::set<std::pair<absl::Time, std::string>>;

  void OpenThoseDue(absl::Time now) {
    while (!by_time_.empty() && by_time_.begin()->first <= now) Open(by_time_.begin());
  }

  void Open(ByTime::iterator gate) {
    closed_.erase(gate->second);
    by_time_.erase(gate);
  }

  const size_t max_closed_;
  std::unordered_map<std::string, absl::Time> closed_;
  ByTime by_time_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_VEHICLE_GATES_H_
