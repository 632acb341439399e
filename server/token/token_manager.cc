// Implementation of TokenManager.
#include "server/token/token_manager.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"
#include "server/token/call_gate.h"
#include "server/token/fetch_backoff.h"
#include "server/token/token_flight.h"
#include "server/token/token_waiters.h"

namespace smartcar_gateway {
namespace {

// Never changed once published; a change is a new one.
struct Snapshot {
  std::shared_ptr<const Secret> token;
  absl::Time obtained_at;
  absl::Time refresh_at;  // expiring soon from here on
  absl::Time expires_at;  // not handed out from here on
  bool replaces_rejected = false;
};

TokenResult Answer(TokenResult::Kind kind, std::string message) {
  TokenResult result;
  result.kind = kind;
  result.message = std::move(message);
  return result;
}

TokenResult Answer(std::shared_ptr<const Secret> token) {
  TokenResult result;
  result.kind = TokenResult::Kind::kToken;
  result.token = std::move(token);
  return result;
}

TokenResult ShuttingDown() {
  return Answer(TokenResult::Kind::kUnavailable, "the gateway is shutting down");
}

void CountRequest(FetchOutcome::Kind kind, TokenCounters& counters) {
  ++counters.fetches;
  switch (kind) {
    case FetchOutcome::Kind::kToken:
      ++counters.fetched;
      return;
    case FetchOutcome::Kind::kRejected:
      ++counters.rejected;
      return;
    case FetchOutcome::Kind::kThrottled:
      ++counters.throttled;
      return;
    case FetchOutcome::Kind::kUnavailable:
      ++counters.unavailable;
      return;
    case FetchOutcome::Kind::kBadReply:
      ++counters.bad_reply;
      return;
  }
}

// What callers are told, and what the log is told.
struct Failure {
  TokenResult answer;
  TokenEvent event;
};

Failure Describe(const FlightEnd& end) {
  Failure failure;
  if (!end.credentials.ok()) {
    // Only the log names the file.
    failure.answer =
        Answer(TokenResult::Kind::kUnavailable, "the gateway cannot read its client secret");
    failure.event.kind = TokenEvent::Kind::kCredentialsUnreadable;
    failure.event.text = std::string(end.credentials.message());
    return failure;
  }
  failure.event.text = end.outcome.message;
  if (end.outcome.kind == FetchOutcome::Kind::kRejected) {
    failure.answer = Answer(TokenResult::Kind::kRejected, end.outcome.message);
    failure.event.kind = TokenEvent::Kind::kCredentialsRejected;
    absl::StrAppend(&failure.event.text, "; tried ", end.secrets,
                    end.secrets == 1 ? " secret" : " secrets",
                    ": correct the client id and secret, or create a new secret in the Smartcar "
                    "dashboard");
  } else {
    failure.answer = Answer(TokenResult::Kind::kUnavailable, end.outcome.message);
    failure.event.kind = TokenEvent::Kind::kFetchFailed;
  }
  return failure;
}

}  // namespace

class TokenManager::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(const TokenPolicy& policy, CredentialSource& credentials, Fetcher& fetcher,
       const Clock& clock, Executor& executor, Random random, EventHook on_event)
      : policy_(policy),
        with_{credentials, fetcher, clock, executor, std::make_shared<CallGate>()},
        clock_(clock),
        executor_(executor),
        on_event_(std::move(on_event)),
        random_(std::move(random)),
        waiters_(executor),
        backoff_(executor) {}

  void GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation, Done done);
  void Reject(const Secret& rejected);
  void Prefetch();
  TokenStatus GetStatus() const;
  void Close();

 private:
  // Wraps a call for a timer or hook that may outlive this object.
  template <typename Function>
  auto Weakly(Function function) {
    return [weak = weak_from_this(), function = std::move(function)]() mutable {
      if (const std::shared_ptr<Core> core = weak.lock()) function(*core);
    };
  }

  // libstdc++ guards these with one of a few small locks, held for the copying of one pointer: no
  // reader waits for a fetch, for a writer's work or for mutex_.
  std::shared_ptr<const Snapshot> LoadSnapshot() const { return std::atomic_load(&snapshot_); }
  void StoreSnapshot(std::shared_ptr<const Snapshot> snapshot)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::atomic_store(&snapshot_, std::move(snapshot));
  }

  // The snapshot, if its token may be handed out.
  std::shared_ptr<const Snapshot> Usable(absl::Time now) const {
    std::shared_ptr<const Snapshot> snapshot = LoadSnapshot();
    return snapshot != nullptr && now < snapshot->expires_at ? snapshot : nullptr;
  }

  absl::optional<TokenResult> AnswerAtOnce(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Leave(uint64_t waiter, TokenResult::Kind kind);
  bool Drop(const Secret& rejected) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void StartFlight(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void OnFlightEnd(FlightEnd end);
  TokenResult KeepToken(const FlightEnd& end, const TokenSchedule& schedule, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  TokenResult BackOff(const FlightEnd& end, TokenEvent& event, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  void OnBackoffOver(uint64_t pause);
  void OnExpiringSoon(uint64_t generation);
  void OnExpired(uint64_t generation);
  void ForgetToken() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Emit(const TokenEvent& event) const {
    if (on_event_) on_event_(event);
  }

  const TokenPolicy policy_;
  const TokenFlight::Collaborators with_;
  const Clock& clock_;
  Executor& executor_;
  const EventHook on_event_;

  // Written under mutex_, read by anyone; see LoadSnapshot().
  std::shared_ptr<const Snapshot> snapshot_;
  // Spares readers of a token that expires soon the lock while nothing can be started.
  std::atomic<bool> may_start_{true};
  std::atomic<uint64_t> next_waiter_{1};

  mutable Mutex mutex_;
  Random random_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  TokenWaiters waiters_ ABSL_GUARDED_BY(mutex_);
  TokenCounters counters_ ABSL_GUARDED_BY(mutex_);

  std::shared_ptr<TokenFlight> flight_ ABSL_GUARDED_BY(mutex_);  // null if none is up
  Secret good_secret_ ABSL_GUARDED_BY(mutex_);                   // worked last
  FetchBackoff backoff_ ABSL_GUARDED_BY(mutex_);
  TokenResult last_failure_ ABSL_GUARDED_BY(mutex_);

  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;  // tells timers of earlier tokens apart
  std::vector<Executor::TaskId> token_timers_ ABSL_GUARDED_BY(mutex_);
  bool replacing_rejected_ ABSL_GUARDED_BY(mutex_) = false;
};

void TokenManager::Core::GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                                  Done done) {
  const absl::Time now = clock_.Now();
  if (const std::shared_ptr<const Snapshot> snapshot = Usable(now)) {
    if (now >= snapshot->refresh_at && may_start_.load(std::memory_order_relaxed)) {
      MutexLock lock(&mutex_);
      StartFlight(now);
    }
    std::move(done)(Answer(snapshot->token));
    return;
  }
  if (deadline <= now) {
    std::move(done)(
        Answer(TokenResult::Kind::kTimedOut, "the deadline had passed before a token was sought"));
    return;
  }

  // The hook is set before anyone can answer this waiter: set later, it might replace the hook of
  // the layer that the answer has woken.
  const uint64_t id = next_waiter_.fetch_add(1, std::memory_order_relaxed);
  cancellation->SetHook(
      Weakly([id](Core& core) { core.Leave(id, TokenResult::Kind::kCancelled); }));
  absl::optional<TokenResult> answer;
  {
    MutexLock lock(&mutex_);
    answer = AnswerAtOnce(now);
    if (!answer) {
      absl::optional<Executor::TaskId> timer;
      if (deadline != absl::InfiniteFuture()) {
        timer = executor_.RunAfter(deadline - now, Weakly([id](Core& core) {
                                     core.Leave(id, TokenResult::Kind::kTimedOut);
                                   }));
      }
      waiters_.Add(id, std::move(done), timer);
      StartFlight(now);
    }
  }
  if (answer) {
    std::move(done)(*std::move(answer));
    return;
  }
  // A cancel that came before the waiter was in the list has found nobody to wake.
  if (cancellation->cancelled()) Leave(id, TokenResult::Kind::kCancelled);
}

absl::optional<TokenResult> TokenManager::Core::AnswerAtOnce(absl::Time now) {
  if (closed_) return ShuttingDown();
  if (const std::shared_ptr<const Snapshot> snapshot = Usable(now)) return Answer(snapshot->token);
  if (flight_ != nullptr || !backoff_.Active(now)) return absl::nullopt;
  TokenResult result = last_failure_;
  result.retry_after = backoff_.Remaining(now);
  return result;
}

void TokenManager::Core::Leave(uint64_t waiter, TokenResult::Kind kind) {
  const bool timed_out = kind == TokenResult::Kind::kTimedOut;
  absl::optional<Done> done;
  {
    MutexLock lock(&mutex_);
    done = waiters_.Take(waiter);
    if (!done) return;
    ++(timed_out ? counters_.waiters_timed_out : counters_.waiters_cancelled);
  }
  std::move (*done)(Answer(kind, timed_out ? "the deadline passed while waiting for a token"
                                           : "cancelled while waiting for a token"));
}

void TokenManager::Core::Reject(const Secret& rejected) {
  {
    MutexLock lock(&mutex_);
    if (!Drop(rejected)) {
      ++counters_.rejections_ignored;
      return;
    }
    ++counters_.tokens_dropped;
  }
  TokenEvent event;
  event.kind = TokenEvent::Kind::kTokenRejected;
  event.text = "Smartcar answered 401 to the current token: dropped it";
  Emit(event);
}

bool TokenManager::Core::Drop(const Secret& rejected) {
  const std::shared_ptr<const Snapshot> snapshot = LoadSnapshot();
  if (closed_ || snapshot == nullptr || *snapshot->token != rejected) return false;
  const absl::Time now = clock_.Now();
  const absl::Duration age = now - snapshot->obtained_at;
  // A negative age is a clock set back, which says nothing.
  if (snapshot->replaces_rejected && age >= absl::ZeroDuration() && age < policy_.rejection_pause) {
    return false;
  }
  ForgetToken();
  replacing_rejected_ = true;
  StartFlight(now);
  return true;
}

void TokenManager::Core::Prefetch() {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (Usable(now) == nullptr) StartFlight(now);
}

TokenStatus TokenManager::Core::GetStatus() const {
  const absl::Time now = clock_.Now();
  TokenStatus status;
  MutexLock lock(&mutex_);
  if (const std::shared_ptr<const Snapshot> snapshot = Usable(now)) {
    status.has_token = true;
    status.expires_at = snapshot->expires_at;
  }
  status.fetching = flight_ != nullptr;
  status.retry_in = backoff_.Remaining(now);
  status.failures_in_a_row = backoff_.failures();
  if (backoff_.failures() > 0) status.last_failure = last_failure_.message;
  status.waiters = waiters_.size();
  status.counters = counters_;
  return status;
}

void TokenManager::Core::Close() {
  std::vector<Done> waiters;
  std::shared_ptr<TokenFlight> flight;
  {
    MutexLock lock(&mutex_);
    closed_ = true;
    ForgetToken();
    backoff_.End();
    waiters = waiters_.TakeAll();
    flight = flight_;
  }
  with_.gate->Close();
  // The gate is closed: whatever the request ends with goes unheard.
  if (flight != nullptr) flight->Cancel();
  for (Done& done : waiters) std::move(done)(ShuttingDown());
}

void TokenManager::Core::StartFlight(absl::Time now) {
  if (closed_ || flight_ != nullptr || backoff_.Active(now)) return;
  flight_ = std::make_shared<TokenFlight>(with_, policy_.fetch_timeout, good_secret_,
                                          [weak = weak_from_this()](FlightEnd end) {
                                            if (const std::shared_ptr<Core> core = weak.lock())
                                              core->OnFlightEnd(std::move(end));
                                          });
  may_start_.store(false, std::memory_order_relaxed);
  flight_->Start();
}

void TokenManager::Core::OnFlightEnd(FlightEnd end) {
  const absl::Time now = clock_.Now();
  TokenSchedule schedule{};
  TokenEvent event;
  TokenResult result;
  std::vector<Done> waiters;
  {
    MutexLock lock(&mutex_);
    if (closed_) return;
    flight_ = nullptr;
    for (const FetchOutcome::Kind kind : end.requests) CountRequest(kind, counters_);
    if (!end.credentials.ok()) ++counters_.credentials_unreadable;
    bool has_token = end.credentials.ok() && end.outcome.kind == FetchOutcome::Kind::kToken;
    if (has_token) {
      schedule = ScheduleToken(policy_, end.outcome.lifetime, end.elapsed, random_());
      if (schedule.expire_after <= absl::ZeroDuration()) {
        has_token = false;
        end.outcome = FetchOutcome();
        end.outcome.message = "the token had expired before it arrived";
      }
    }
    result = has_token ? KeepToken(end, schedule, now) : BackOff(end, event, now);
    waiters = waiters_.TakeAll();
  }
  if (result.kind == TokenResult::Kind::kToken) {
    if (end.requests.size() > 1) {
      event.kind = TokenEvent::Kind::kSecretRejected;
      event.text = absl::StrCat("Smartcar refused ", end.requests.size() - 1, " of ", end.secrets,
                                " client secrets and took the next: remove what was deleted in "
                                "the Smartcar dashboard from the configuration");
      Emit(event);
    }
    event.kind = TokenEvent::Kind::kTokenObtained;
    event.text =
        absl::StrCat("got a token, good for ",
                     absl::FormatDuration(absl::Trunc(schedule.expire_after, absl::Seconds(1))));
  }
  Emit(event);
  for (Done& done : waiters) std::move(done)(result);
}

TokenResult TokenManager::Core::KeepToken(const FlightEnd& end, const TokenSchedule& schedule,
                                          absl::Time now) {
  ForgetToken();  // and the timers of the one before
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->token = end.outcome.token;
  snapshot->obtained_at = now;
  snapshot->refresh_at = now + schedule.refresh_after;
  snapshot->expires_at = now + schedule.expire_after;
  snapshot->replaces_rejected = std::exchange(replacing_rejected_, false);
  StoreSnapshot(std::move(snapshot));

  const uint64_t generation = generation_;
  token_timers_ = {
      executor_.RunAfter(schedule.refresh_after,
                         Weakly([generation](Core& core) { core.OnExpiringSoon(generation); })),
      executor_.RunAfter(schedule.expire_after,
                         Weakly([generation](Core& core) { core.OnExpired(generation); }))};
  good_secret_ = end.good_secret;
  backoff_.Succeed();
  may_start_.store(true, std::memory_order_relaxed);
  return Answer(end.outcome.token);
}

TokenResult TokenManager::Core::BackOff(const FlightEnd& end, TokenEvent& event, absl::Time now) {
  Failure failure = Describe(end);
  const absl::Duration retry_after = end.outcome.retry_after;
  const FailureKind kind = failure.answer.kind == TokenResult::Kind::kRejected
                               ? FailureKind::kRejected
                               : FailureKind::kTemporary;
  absl::Duration delay =
      DelayAfterFailure(policy_, kind, backoff_.failures() + 1, retry_after, random_());
  const std::shared_ptr<const Snapshot> snapshot = Usable(now);
  if (snapshot != nullptr && retry_after == absl::ZeroDuration()) {
    // One more try at the moment of expiry, rather than failing calls until a pause ends.
    delay = std::min(delay, snapshot->expires_at - now);
  }
  backoff_.Fail(now, delay, [weak = weak_from_this()](uint64_t pause) {
    if (const std::shared_ptr<Core> core = weak.lock()) core->OnBackoffOver(pause);
  });
  event = std::move(failure.event);
  event.failures_in_a_row = backoff_.failures();
  event.retry_in = delay;
  last_failure_ = failure.answer;
  failure.answer.retry_after = delay;
  return std::move(failure.answer);
}

void TokenManager::Core::OnBackoffOver(uint64_t pause) {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (backoff_.TimerFired(pause)) StartFlight(now);
}

void TokenManager::Core::OnExpiringSoon(uint64_t generation) {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (generation_ == generation) StartFlight(now);
}

void TokenManager::Core::OnExpired(uint64_t generation) {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (generation_ != generation) return;
  ForgetToken();
  StartFlight(now);
}

void TokenManager::Core::ForgetToken() {
  ++generation_;
  for (const Executor::TaskId timer : token_timers_) executor_.Cancel(timer);
  token_timers_.clear();
  StoreSnapshot(nullptr);
}

absl::StatusOr<std::unique_ptr<TokenManager>> TokenManager::Create(
    const TokenPolicy& policy, CredentialSource& credentials, Fetcher& fetcher, const Clock& clock,
    Executor& executor, Random random, EventHook on_event) {
  const absl::Status status = ValidateTokenPolicy(policy);
  if (!status.ok()) return status;
  return std::unique_ptr<TokenManager>(new TokenManager(std::make_shared<Core>(
      policy, credentials, fetcher, clock, executor, std::move(random), std::move(on_event))));
}

TokenManager::TokenManager(std::shared_ptr<Core> core) : core_(std::move(core)) {}

TokenManager::~TokenManager() { core_->Close(); }

void TokenManager::GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                            Done done) {
  core_->GetToken(deadline, std::move(cancellation), std::move(done));
}

void TokenManager::Reject(const Secret& rejected) { core_->Reject(rejected); }

void TokenManager::Prefetch() { core_->Prefetch(); }

TokenStatus TokenManager::status() const { return core_->GetStatus(); }

}  // namespace smartcar_gateway
