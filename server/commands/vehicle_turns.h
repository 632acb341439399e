// VehicleTurns: commands to one vehicle, one after the other.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_VEHICLE_TURNS_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_VEHICLE_TURNS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Hands each vehicle to one command at a time, first come first served. A vehicle without commands
// takes no memory. Turns run unlocked. Thread-safe.
class VehicleTurns {
 public:
  // Whose turn it is must call Done() once, in the end.
  using Turn = absl::AnyInvocable<void() &&>;
  // Names one who waits.
  using Ticket = uint64_t;

  explicit VehicleTurns(size_t max_waiting) : max_waiting_(max_waiting) {}

  Ticket NewTicket();

  // Runs `turn` when the vehicle is free: inline if it is now. False, and never runs it, if too
  // many wait for the vehicle already.
  bool Wait(const std::string& vehicle_id, Ticket ticket, Turn turn);
  // Stops waiting. False if that ticket does not wait, because its turn has come or is coming.
  bool Withdraw(const std::string& vehicle_id, Ticket ticket);
  // The turn is over; the next one's begins, inline.
  void Done(const std::string& vehicle_id);

  // How many vehicles have a command.
  size_t vehicles() const;

 private:
  struct Waiting {
    Ticket ticket;
    Turn turn;
  };

  const size_t max_waiting_;
  mutable Mutex mutex_;
  Ticket next_ticket_ ABSL_GUARDED_BY(mutex_) = 1;
  // A vehicle is here while it is somebody's turn; those who wait for it are in its queue.
  std::map<std::string, std::deque<Waiting>> queues_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_VEHICLE_TURNS_H_
