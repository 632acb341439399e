// Implementation of TokenManager: what callers ask of it.
#include "server/token/token_manager.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "server/base/call_gate.h"
#include "server/token/token_manager_core.h"
#include "server/token/token_report.h"

namespace smartcar_gateway {
namespace {

// What callers are told to wait while the endpoint keeps a try waiting.
constexpr absl::Duration kRetryWhileSilent = absl::Seconds(1);

TokenResult ShuttingDown() {
  return TokenAnswer(TokenResult::Kind::kUnavailable, "the gateway is shutting down");
}

}  // namespace

TokenManager::Core::Core(const TokenPolicy& policy, CredentialSource& credentials, Fetcher& fetcher,
                         const Clock& clock, Executor& executor, Random random, EventHook on_event)
    : policy_(policy),
      with_{credentials, fetcher, clock, executor, std::make_shared<CallGate>()},
      clock_(clock),
      executor_(executor),
      on_event_(std::move(on_event)),
      slot_(executor),
      random_(std::move(random)),
      waiters_(executor),
      backoff_(executor) {}

void TokenManager::Core::GetToken(absl::Time deadline, std::shared_ptr<Cancellation> cancellation,
                                  Done done) {
  const absl::Time now = clock_.Now();
  if (const std::shared_ptr<const TokenSnapshot> snapshot = slot_.Usable(now)) {
    if (now >= snapshot->refresh_at && may_start_.load(std::memory_order_relaxed)) {
      MutexLock lock(&mutex_);
      StartFlight(now);
    }
    std::move(done)(TokenAnswer(snapshot->token));
    return;
  }
  if (deadline <= now) {
    std::move(done)(TokenAnswer(TokenResult::Kind::kTimedOut,
                                "the deadline had passed before a token was sought"));
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
  if (const std::shared_ptr<const TokenSnapshot> snapshot = slot_.Usable(now))
    return TokenAnswer(snapshot->token);
  const bool pausing = backoff_.Active(now);
  // A try is worth waiting for, unless the last one has shown that nobody answers: then callers
  // would wait for its timeout.
  if (flight_ == nullptr ? !pausing : !endpoint_silent_) return absl::nullopt;
  TokenResult result = last_failure_;
  result.retry_after = pausing ? backoff_.Remaining(now) : kRetryWhileSilent;
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
  std::move (*done)(TokenAnswer(kind, timed_out ? "the deadline passed while waiting for a token"
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
  const std::shared_ptr<const TokenSnapshot> snapshot = slot_.Load();
  if (closed_ || snapshot == nullptr || *snapshot->token != rejected) return false;
  const absl::Time now = clock_.Now();
  const absl::Duration age = now - snapshot->obtained_at;
  // A negative age is a clock set back, which says nothing.
  if (snapshot->replaces_rejected && age >= absl::ZeroDuration() && age < policy_.rejection_pause) {
    return false;
  }
  slot_.Forget();
  replacing_rejected_ = true;
  StartFlight(now);
  return true;
}

void TokenManager::Core::Prefetch() {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (slot_.Usable(now) == nullptr) StartFlight(now);
}

TokenStatus TokenManager::Core::GetStatus() const {
  const absl::Time now = clock_.Now();
  TokenStatus status;
  MutexLock lock(&mutex_);
  if (const std::shared_ptr<const TokenSnapshot> snapshot = slot_.Usable(now)) {
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
    slot_.Forget();
    backoff_.End();
    waiters = waiters_.TakeAll();
    flight = flight_;
  }
  with_.gate->Close();
  // The gate is closed: whatever the request ends with goes unheard.
  if (flight != nullptr) flight->Cancel();
  for (Done& done : waiters) std::move(done)(ShuttingDown());
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

void TokenManager::OnCredentialsChanged(absl::StatusOr<Credentials> now_read) {
  core_->OnCredentialsChanged(std::move(now_read));
}

TokenStatus TokenManager::status() const { return core_->GetStatus(); }

}  // namespace smartcar_gateway
