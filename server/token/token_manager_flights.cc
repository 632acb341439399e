// Implementation of TokenManager: when it asks for a token, and what comes of it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/token/token_manager_core.h"
#include "server/token/token_report.h"

namespace smartcar_gateway {
namespace {

// An endpoint that takes longer to say no is one that callers should not wait for.
constexpr absl::Duration kPromptFailure = absl::Seconds(1);

// Where a secret stands, for humans.
std::string Name(const Credentials& credentials, size_t place) {
  return place < credentials.lines.size() ? absl::StrCat("line ", credentials.lines[place])
                                          : absl::StrCat("number ", place + 1);
}

}  // namespace

void TokenManager::Core::StartFlight(absl::Time now) {
  if (closed_ || flight_ != nullptr || backoff_.Active(now)) return;
  flight_ = std::make_shared<TokenFlight>(
      with_, policy_.fetch_timeout,
      [weak =
           weak_from_this()](absl::StatusOr<Credentials> now_read) -> absl::StatusOr<FlightPlan> {
        const std::shared_ptr<Core> core = weak.lock();
        if (core == nullptr) return absl::CancelledError("the gateway is shutting down");
        return core->MakePlan(std::move(now_read));
      },
      [weak = weak_from_this()](FlightEnd end) {
        if (const std::shared_ptr<Core> core = weak.lock()) core->OnFlightEnd(std::move(end));
      });
  may_start_.store(false, std::memory_order_relaxed);
  flight_->Start();
}

absl::StatusOr<FlightPlan> TokenManager::Core::MakePlan(absl::StatusOr<Credentials> now_read) {
  if (now_read.ok() && now_read->secrets.empty()) {
    now_read = absl::FailedPreconditionError("no client secret is configured");
  }
  absl::optional<TokenEvent> event;
  FlightPlan plan;
  {
    MutexLock lock(&mutex_);
    event = Remember(now_read);
    if (last_good_.secrets.empty()) return now_read.status();
    plan.client_id = last_good_.client_id;
    for (const size_t place : order_.Begin(last_good_.secrets)) {
      FlightRequest request;
      request.secret = last_good_.secrets[place];
      request.name = Name(last_good_, place);
      request.is_new = order_.IsNew(request.secret);
      plan.requests.push_back(std::move(request));
    }
  }
  if (event) Emit(*event);
  return plan;
}

absl::optional<TokenEvent> TokenManager::Core::Remember(
    const absl::StatusOr<Credentials>& now_read) {
  if (now_read.ok()) {
    last_good_ = *now_read;
    if (!std::exchange(stale_, false)) return absl::nullopt;
    TokenEvent readable;
    readable.kind = TokenEvent::Kind::kCredentialsReadable;
    readable.text = "the client secrets can be read again";
    return readable;
  }
  // Without any before there is nothing to go on with: that is for the flight to report.
  if (last_good_.secrets.empty() || std::exchange(stale_, true)) return absl::nullopt;
  ++counters_.credentials_stale;
  TokenEvent event;
  event.kind = TokenEvent::Kind::kCredentialsStale;
  event.text =
      absl::StrCat(now_read.status().message(), "; the client secrets read before stay in force");
  return event;
}

void TokenManager::Core::OnCredentialsChanged(absl::StatusOr<Credentials> now_read) {
  const absl::Time now = clock_.Now();
  absl::optional<TokenEvent> event;
  {
    MutexLock lock(&mutex_);
    if (closed_) return;
    const bool changed = now_read.ok() && order_.WouldTellMore(now_read->secrets);
    event = Remember(now_read);
    if (changed) {
      ++counters_.credentials_changed;
      if (flight_ != nullptr) {
        changed_in_flight_ = true;  // it may have read the file before the change
      } else {
        ProbeChange(now);
      }
    }
  }
  if (event) Emit(*event);
}

void TokenManager::Core::ProbeChange(absl::Time now) {
  // What was wrong may be right now; a pause that the endpoint needs goes on.
  if (last_failure_event_ == TokenEvent::Kind::kCredentialsRejected ||
      last_failure_event_ == TokenEvent::Kind::kCredentialsUnreadable) {
    backoff_.End();
  }
  last_failure_event_ = TokenEvent::Kind::kTokenObtained;  // other secrets are news
  StartFlight(now);
}

void TokenManager::Core::OnFlightEnd(FlightEnd end) {
  const absl::Time now = clock_.Now();
  TokenSchedule schedule{};
  std::vector<TokenEvent> events;
  TokenResult result;
  std::vector<Done> waiters;
  {
    MutexLock lock(&mutex_);
    if (closed_) return;
    flight_ = nullptr;
    CountFlight(end, &counters_);
    for (const FlightRequest& request : end.requests) {
      if (request.kind == FetchOutcome::Kind::kToken) order_.Accepted(request.secret);
      if (request.kind == FetchOutcome::Kind::kRejected) order_.Refused(request.secret);
    }
    bool has_token = end.credentials.ok() && end.outcome.kind == FetchOutcome::Kind::kToken;
    if (has_token) {
      schedule = ScheduleToken(policy_, end.outcome.lifetime, end.elapsed, random_());
      if (schedule.expire_after <= absl::ZeroDuration()) {
        has_token = false;
        end.outcome = FetchOutcome();
        end.outcome.message = "the token had expired before it arrived";
      }
    }
    if (has_token) {
      result = KeepToken(end, schedule, now);
      events = DescribeSuccess(end, schedule.expire_after);
    } else {
      result = BackOff(end, &events.emplace_back(), now);
    }
    if (std::exchange(changed_in_flight_, false) && order_.WouldTellMore(last_good_.secrets)) {
      ProbeChange(now);
    }
    // Without a token, but with other secrets being tried, callers had better wait for these.
    if (has_token || flight_ == nullptr) waiters = waiters_.TakeAll();
  }
  for (const TokenEvent& event : events) Emit(event);
  for (Done& done : waiters) std::move(done)(result);
}

TokenResult TokenManager::Core::KeepToken(const FlightEnd& end, const TokenSchedule& schedule,
                                          absl::Time now) {
  slot_.Keep(end.outcome.token, schedule, now, std::exchange(replacing_rejected_, false),
             Weakly([](Core& core, uint64_t generation) { core.OnExpiringSoon(generation); }),
             Weakly([](Core& core, uint64_t generation) { core.OnExpired(generation); }));
  backoff_.Succeed();
  endpoint_silent_ = false;
  may_start_.store(true, std::memory_order_relaxed);
  return TokenAnswer(end.outcome.token);
}

TokenResult TokenManager::Core::BackOff(const FlightEnd& end, TokenEvent* event, absl::Time now) {
  FlightFailure failure = DescribeFailure(end);
  FailedFetch failed;
  failed.kind = failure.answer.kind == TokenResult::Kind::kRejected ? FailureKind::kRejected
                                                                    : FailureKind::kTemporary;
  failed.failures = backoff_.failures() + 1;
  failed.retry_after = end.outcome.retry_after;
  if (const std::shared_ptr<const TokenSnapshot> snapshot = slot_.Usable(now)) {
    failed.token_left = snapshot->expires_at - now;
  }
  const absl::Duration delay = DelayAfterFailure(policy_, failed, random_());
  failure.event.repeated = backoff_.failures() > 0 && last_failure_event_ == failure.event.kind;
  backoff_.Fail(now, delay, Weakly([](Core& core, uint64_t pause) { core.OnBackoffOver(pause); }));
  failure.event.failures_in_a_row = backoff_.failures();
  failure.event.retry_in = delay;
  last_failure_event_ = failure.event.kind;
  last_failure_ = failure.answer;
  endpoint_silent_ = end.elapsed > kPromptFailure;
  *event = std::move(failure.event);
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
  if (slot_.IsCurrent(generation)) StartFlight(now);
}

void TokenManager::Core::OnExpired(uint64_t generation) {
  const absl::Time now = clock_.Now();
  MutexLock lock(&mutex_);
  if (!slot_.IsCurrent(generation)) return;
  slot_.Forget();
  StartFlight(now);
}

}  // namespace smartcar_gateway
