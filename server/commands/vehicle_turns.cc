// Implementation of VehicleTurns.
#include "server/commands/vehicle_turns.h"

#include <algorithm>
#include <utility>

namespace smartcar_gateway {

VehicleTurns::Ticket VehicleTurns::NewTicket() {
  MutexLock lock(&mutex_);
  return next_ticket_++;
}

bool VehicleTurns::Wait(const std::string& vehicle_id, Ticket ticket, Turn turn) {
  {
    MutexLock lock(&mutex_);
    const auto inserted = queues_.try_emplace(vehicle_id);
    if (!inserted.second) {
      auto& queue = inserted.first->second;
      if (queue.size() >= max_waiting_) return false;
      queue.push_back({ticket, std::move(turn)});
      return true;
    }
  }
  std::move(turn)();
  return true;
}

bool VehicleTurns::Withdraw(const std::string& vehicle_id, Ticket ticket) {
  Turn dropped;  // destroyed unlocked
  MutexLock lock(&mutex_);
  const auto found = queues_.find(vehicle_id);
  if (found == queues_.end()) return false;
  auto& queue = found->second;
  const auto waiting = std::find_if(queue.begin(), queue.end(), [ticket](const Waiting& waiting) {
    return waiting.ticket == ticket;
  });
  if (waiting == queue.end()) return false;
  dropped = std::move(waiting->turn);
  queue.erase(waiting);
  return true;
}

void VehicleTurns::Done(const std::string& vehicle_id) {
  Turn next;
  {
    MutexLock lock(&mutex_);
    const auto found = queues_.find(vehicle_id);
    if (found->second.empty()) {
      queues_.erase(found);
      return;
    }
    next = std::move(found->second.front().turn);
    found->second.pop_front();
  }
  std::move(next)();
}

size_t VehicleTurns::vehicles() const {
  MutexLock lock(&mutex_);
  return queues_.size();
}

}  // namespace smartcar_gateway
