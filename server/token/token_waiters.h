// TokenWaiters: callers waiting for the token in flight.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_WAITERS_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_WAITERS_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "server/base/executor.h"
#include "server/token/token_source.h"

namespace smartcar_gateway {

// A list in order of arrival, each waiter perhaps with a timer, which is cancelled when the waiter
// is taken. Borrows the executor. Not thread-safe: the owner's mutex guards it.
class TokenWaiters {
 public:
  explicit TokenWaiters(Executor& executor) : executor_(executor) {}

  void Add(uint64_t id, TokenSource::Done done, absl::optional<Executor::TaskId> timer) {
    waiters_.emplace_hint(waiters_.end(), id, Waiter{std::move(done), timer});
  }

  // Nothing if it was taken before.
  absl::optional<TokenSource::Done> Take(uint64_t id) {
    const auto found = waiters_.find(id);
    if (found == waiters_.end()) return absl::nullopt;
    Waiter waiter = std::move(found->second);
    waiters_.erase(found);
    if (waiter.timer) executor_.Cancel(*waiter.timer);
    return std::move(waiter.done);
  }

  std::vector<TokenSource::Done> TakeAll() {
    std::vector<TokenSource::Done> all;
    all.reserve(waiters_.size());
    for (auto& entry : waiters_) {
      if (entry.second.timer) executor_.Cancel(*entry.second.timer);
      all.push_back(std::move(entry.second.done));
    }
    waiters_.clear();
    return all;
  }

  size_t size() const { return waiters_.size(); }

 private:
  struct Waiter {
    TokenSource::Done done;
    absl::optional<Executor::TaskId> timer;
  };

  Executor& executor_;
  std::map<uint64_t, Waiter> waiters_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_WAITERS_H_
