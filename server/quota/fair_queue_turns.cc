// Keeping rounds.
#include "server/quota/fair_queue_turns.h"

namespace smartcar_gateway {

uint64_t TurnQueue::RoundOfNew(const std::string& caller) const {
  const auto found = callers_.find(caller);
  return found == callers_.end() ? round_ + 1 : found->second.LastRound() + 1;
}

size_t TurnQueue::Ahead(const std::string& caller) const {
  // Within its round the last to arrive comes last.
  return counts_.Sum(round_, RoundOfNew(caller));
}

void TurnQueue::Push(const std::string& caller, Ticket ticket) {
  const uint64_t round = RoundOfNew(caller);
  Caller& of = callers_[caller];
  if (of.tickets.empty()) {
    of.name = caller;
    of.first_round = round;
  } else {
    Unlist(&of);
  }
  of.tickets.insert(of.tickets.end(), ticket);
  List(&of);
  counts_.Add(round, 1);
  ++size_;
}

TurnQueue::Ticket TurnQueue::Pop() {
  const auto [round, ticket, caller] = *heads_.begin();
  round_ = round;
  Unlist(caller);
  counts_.Add(round, -1);
  ++caller->first_round;
  Erase(caller, ticket);
  return ticket;
}

void TurnQueue::Remove(const std::string& caller, Ticket ticket) {
  Caller* const of = &callers_.at(caller);
  Unlist(of);
  counts_.Add(of->LastRound(), -1);
  Erase(of, ticket);
}

void TurnQueue::Erase(Caller* caller, Ticket ticket) {
  --size_;
  caller->tickets.erase(ticket);
  if (caller->tickets.empty()) {
    callers_.erase(callers_.find(caller->name));
  } else {
    List(caller);
  }
}

void TurnQueue::Unlist(Caller* caller) {
  heads_.erase({caller->first_round, *caller->tickets.begin(), caller});
  tails_.erase({caller->LastRound(), *caller->tickets.rbegin(), caller});
}

void TurnQueue::List(Caller* caller) {
  heads_.insert({caller->first_round, *caller->tickets.begin(), caller});
  tails_.insert({caller->LastRound(), *caller->tickets.rbegin(), caller});
}

}  // namespace smartcar_gateway
