// TokenSlot: the place of the one current token.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SLOT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SLOT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/base/executor.h"
#include "server/base/secret.h"
#include "server/token/token_policy.h"

namespace smartcar_gateway {

// Never changed once published; a change is a new one.
struct TokenSnapshot {
  std::shared_ptr<const Secret> token;
  absl::Time obtained_at;
  absl::Time refresh_at;  // expiring soon from here on
  absl::Time expires_at;  // not handed out from here on
  bool replaces_rejected = false;
};

// Load() and Usable() are for any thread, without a lock; the owner's mutex guards the rest.
// Borrows the executor, for the timers of the current token.
class TokenSlot {
 public:
  explicit TokenSlot(Executor& executor) : executor_(executor) {}

  // libstdc++ guards the pointer with one of a few small locks, held while it is copied: no reader
  // waits for a fetch, for a writer's work or for the owner's mutex.
  std::shared_ptr<const TokenSnapshot> Load() const { return std::atomic_load(&snapshot_); }

  // The snapshot, if its token may be handed out.
  std::shared_ptr<const TokenSnapshot> Usable(absl::Time now) const {
    std::shared_ptr<const TokenSnapshot> snapshot = Load();
    return snapshot != nullptr && now < snapshot->expires_at ? snapshot : nullptr;
  }

  // Takes the place of the token before. Timers follow the monotonic clock, the snapshot's times
  // the wall clock. `on_soon` and `on_expired` take the generation that IsCurrent() knows.
  template <typename OnSoon, typename OnExpired>
  void Keep(std::shared_ptr<const Secret> token, const TokenSchedule& schedule, absl::Time now,
            bool replaces_rejected, OnSoon on_soon, OnExpired on_expired) {
    Forget();
    auto snapshot = std::make_shared<TokenSnapshot>();
    snapshot->token = std::move(token);
    snapshot->obtained_at = now;
    snapshot->refresh_at = now + schedule.refresh_after;
    snapshot->expires_at = now + schedule.expire_after;
    snapshot->replaces_rejected = replaces_rejected;
    std::atomic_store(&snapshot_, std::shared_ptr<const TokenSnapshot>(std::move(snapshot)));
    const uint64_t generation = generation_;
    timers_ = {executor_.RunAfter(schedule.refresh_after,
                                  [generation, on_soon]() mutable { on_soon(generation); }),
               executor_.RunAfter(schedule.expire_after,
                                  [generation, on_expired]() mutable { on_expired(generation); })};
  }

  void Forget() {
    ++generation_;
    for (const Executor::TaskId timer : timers_) executor_.Cancel(timer);
    timers_.clear();
    std::atomic_store(&snapshot_, std::shared_ptr<const TokenSnapshot>());
  }

  // False for the timer of an earlier token.
  bool IsCurrent(uint64_t generation) const { return generation == generation_; }

 private:
  Executor& executor_;
  std::shared_ptr<const TokenSnapshot> snapshot_;
  uint64_t generation_ = 0;
  std::vector<Executor::TaskId> timers_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_SLOT_H_
