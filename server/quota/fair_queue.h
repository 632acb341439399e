// FairQueue: who waits for room, and who is next.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "absl/types/optional.h"
#include "server/quota/fair_queue_turns.h"

namespace smartcar_gateway {

// Commands before reads; within each, callers take turns (see TurnQueue). Bounded: in a full queue
// a request gets a place only if one that would be served later gives up its own, so a caller who
// fills the queue keeps nobody else out. Every operation takes O(log n). Not thread-safe.
class FairQueue {
 public:
  enum class Rank { kCommand, kRead };
  using Ticket = TurnQueue::Ticket;  // of one who waits; never used again

  explicit FairQueue(size_t max_length)
      : max_length_(max_length), commands_(max_length), reads_(max_length) {}

  size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }
  bool full() const { return size() >= max_length_; }

  // How many would be served before a new request, if nobody else came.
  size_t Ahead(const std::string& caller, Rank rank) const;

  // Of a full queue: who must go (with Remove) so that the new request may come; nothing if the
  // new one is itself the last in line.
  absl::optional<Ticket> ToDisplace(const std::string& caller, Rank rank) const;

  // The queue must not be full.
  Ticket Push(const std::string& caller, Rank rank);

  // The next in line leaves; nothing if nobody waits.
  absl::optional<Ticket> Pop();

  // Leaves out of turn. False if it does not wait (any more).
  bool Remove(Ticket ticket);

 private:
  struct Place {
    std::string caller;
    Rank rank;
  };

  TurnQueue& Of(Rank rank) { return rank == Rank::kCommand ? commands_ : reads_; }

  const size_t max_length_;
  Ticket last_ticket_ = 0;
  TurnQueue commands_;
  TurnQueue reads_;
  std::unordered_map<Ticket, Place> places_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_H_
