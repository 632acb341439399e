// Two ranks of callers in turn.
#include "server/quota/fair_queue.h"

namespace smartcar_gateway {

size_t FairQueue::Ahead(const std::string& caller, Rank rank) const {
  if (rank == Rank::kCommand) return commands_.Ahead(caller);
  return commands_.size() + reads_.Ahead(caller);
}

absl::optional<FairQueue::Ticket> FairQueue::ToDisplace(const std::string& caller,
                                                        Rank rank) const {
  if (reads_.size() > 0) {
    if (rank == Rank::kCommand || reads_.RoundOfNew(caller) < reads_.LastRound()) {
      return reads_.Last();
    }
  } else if (commands_.size() > 0 && rank == Rank::kCommand &&
             commands_.RoundOfNew(caller) < commands_.LastRound()) {
    return commands_.Last();
  }
  return absl::nullopt;
}

FairQueue::Ticket FairQueue::Push(const std::string& caller, Rank rank) {
  const Ticket ticket = ++last_ticket_;
  Of(rank).Push(caller, ticket);
  places_.emplace(ticket, Place{caller, rank});
  return ticket;
}

absl::optional<FairQueue::Ticket> FairQueue::Pop() {
  if (places_.empty()) return absl::nullopt;
  const Ticket ticket = commands_.size() > 0 ? commands_.Pop() : reads_.Pop();
  places_.erase(ticket);
  return ticket;
}

bool FairQueue::Remove(Ticket ticket) {
  const auto found = places_.find(ticket);
  if (found == places_.end()) return false;
  Of(found->second.rank).Remove(found->second.caller, ticket);
  places_.erase(found);
  return true;
}

}  // namespace smartcar_gateway
