// TokenManager::Core: the state of a TokenManager, and what happens to it.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_CORE_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_CORE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"
#include "server/token/fetch_backoff.h"
#include "server/token/secret_order.h"
#include "server/token/token_flight.h"
#include "server/token/token_manager.h"
#include "server/token/token_slot.h"
#include "server/token/token_waiters.h"

namespace smartcar_gateway {

// Shared with timers, hooks and the fetch in flight, which hold it weakly. The callers' side is in
// token_manager.cc, that of flights in token_manager_flights.cc. Thread-safe.
class TokenManager::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(const TokenPolicy& policy, CredentialSource& credentials, Fetcher& fetcher,
       const Clock& clock, Executor& executor, Random random, EventHook on_event);

  void GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation, Done done);
  void Reject(const Secret& rejected);
  void Prefetch();
  void OnCredentialsChanged(absl::StatusOr<Credentials> now_read);
  TokenStatus GetStatus() const;
  void Close();

 private:
  // Wraps a call for a timer or hook that may outlive this object.
  template <typename Function>
  auto Weakly(Function function) {
    return [weak = weak_from_this(), function = std::move(function)](auto... arguments) mutable {
      if (const std::shared_ptr<Core> core = weak.lock()) function(*core, arguments...);
    };
  }

  absl::optional<TokenResult> AnswerAtOnce(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Leave(uint64_t waiter, TokenResult::Kind kind);
  bool Drop(const Secret& rejected) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void StartFlight(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<FlightPlan> MakePlan(absl::StatusOr<Credentials> now_read);
  absl::optional<TokenEvent> Remember(const absl::StatusOr<Credentials>& now_read)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ProbeChange(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnFlightEnd(FlightEnd end);
  TokenResult KeepToken(const FlightEnd& end, const TokenSchedule& schedule, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  TokenResult BackOff(const FlightEnd& end, TokenEvent* event, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void OnBackoffOver(uint64_t pause);
  void OnExpiringSoon(uint64_t generation);
  void OnExpired(uint64_t generation);
  void Emit(const TokenEvent& event) const {
    if (on_event_) on_event_(event);
  }

  const TokenPolicy policy_;
  const TokenFlight::Collaborators with_;
  const Clock& clock_;
  Executor& executor_;
  const EventHook on_event_;

  TokenSlot slot_;  // written under mutex_, read by anyone
  // Spares readers of a token that expires soon the lock while nothing can be started.
  std::atomic<bool> may_start_{true};
  std::atomic<uint64_t> next_waiter_{1};

  mutable Mutex mutex_;
  Random random_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  TokenWaiters waiters_ ABSL_GUARDED_BY(mutex_);
  TokenCounters counters_ ABSL_GUARDED_BY(mutex_);
  bool replacing_rejected_ ABSL_GUARDED_BY(mutex_) = false;

  std::shared_ptr<TokenFlight> flight_ ABSL_GUARDED_BY(mutex_);  // null if none is up

  // Credentials: the last that could be read, which stay in force while they cannot be.
  Credentials last_good_ ABSL_GUARDED_BY(mutex_);
  bool stale_ ABSL_GUARDED_BY(mutex_) = false;
  SecretOrder order_ ABSL_GUARDED_BY(mutex_);
  bool changed_in_flight_ ABSL_GUARDED_BY(mutex_) = false;

  // Failures: of the current row.
  FetchBackoff backoff_ ABSL_GUARDED_BY(mutex_);
  TokenResult last_failure_ ABSL_GUARDED_BY(mutex_);
  TokenEvent::Kind last_failure_event_ ABSL_GUARDED_BY(mutex_) = TokenEvent::Kind::kTokenObtained;
  bool endpoint_silent_ ABSL_GUARDED_BY(mutex_) = false;  // the last failure took its time
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_CORE_H_
