// TurnQueue: callers take turns.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_TURNS_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_TURNS_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

#include "server/quota/fair_queue_rounds.h"

namespace smartcar_gateway {

// Service goes in rounds. In each, every caller who waits is served once, and those of a round in
// the order in which their requests arrived. A caller's own requests are served in their order, one
// a round. A caller who comes new starts with the round after the one being served: nobody can hold
// a round open by coming back into it.
//
// Tickets are given by the owner, each larger than all before. Every operation takes O(log n). Not
// thread-safe.
class TurnQueue {
 public:
  using Ticket = uint64_t;

  // `max_length` requests at most wait at once: the owner sees to it.
  explicit TurnQueue(size_t max_length) : counts_(max_length + 2) {}

  size_t size() const { return size_; }

  // The round in which a new request of this caller would be served.
  uint64_t RoundOfNew(const std::string& caller) const;
  // How many of those who wait would be served before it.
  size_t Ahead(const std::string& caller) const;
  void Push(const std::string& caller, Ticket ticket);

  // The next one; there must be one.
  Ticket Pop();
  // The one who waits longest if nobody else comes, and its round; there must be one.
  Ticket Last() const { return std::get<1>(*tails_.rbegin()); }
  uint64_t LastRound() const { return std::get<0>(*tails_.rbegin()); }
  // Must be waiting. The caller's later requests move up by a round.
  void Remove(const std::string& caller, Ticket ticket);

 private:
  struct Caller {
    std::string name;
    uint64_t first_round = 0;  // of its first request; the next is in the next round, and so on
    std::set<Ticket> tickets;  // never empty
    uint64_t LastRound() const { return first_round + tickets.size() - 1; }
  };
  // Round, ticket in it, whose it is.
  using Order = std::set<std::tuple<uint64_t, Ticket, Caller*>>;

  // Around every change of a caller.
  void Unlist(Caller* caller);
  void List(Caller* caller);
  void Erase(Caller* caller, Ticket ticket);

  size_t size_ = 0;
  uint64_t round_ = 0;  // being served
  RoundCounts counts_;
  std::unordered_map<std::string, Caller> callers_;
  Order heads_;  // the first request of each caller
  Order tails_;  // and the last
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_FAIR_QUEUE_TURNS_H_
