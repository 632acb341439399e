// Implementation of TokenFlight.
#include "server/token/token_flight.h"

#include <algorithm>
#include <string>
#include <utility>

namespace smartcar_gateway {

TokenFlight::TokenFlight(Collaborators with, absl::Duration timeout, MakePlan make_plan, Done done)
    : with_(std::move(with)),
      timeout_(timeout),
      make_plan_(std::move(make_plan)),
      done_(std::move(done)) {}

void TokenFlight::Start() {
  with_.executor.RunAfter(absl::ZeroDuration(),
                          [flight = shared_from_this()] { flight->ReadCredentials(); });
}

void TokenFlight::Cancel() {
  std::shared_ptr<Cancellation> cancellation;
  {
    MutexLock lock(&mutex_);
    cancellation = cancellation_;
  }
  if (cancellation != nullptr) cancellation->Cancel();
}

void TokenFlight::ReadCredentials() {
  const CallGate::Pass pass(with_.gate);
  if (!pass.open()) return;
  MakePlan make_plan;
  {
    MutexLock lock(&mutex_);
    make_plan = std::move(make_plan_);
  }
  absl::StatusOr<FlightPlan> plan = std::move(make_plan)(with_.credentials.Get());
  if (plan.ok()) {
    {
      MutexLock lock(&mutex_);
      plan_ = *std::move(plan);
    }
    SendRequest();
    return;
  }
  Done done;
  {
    MutexLock lock(&mutex_);
    done = std::move(done_);
  }
  FlightEnd end;
  end.credentials = plan.status();
  std::move(done)(std::move(end));
}

void TokenFlight::SendRequest() {
  const absl::Time now = with_.clock.Now();
  auto cancellation = std::make_shared<Cancellation>();
  std::string client_id;
  Secret secret;
  uint64_t request = 0;
  {
    MutexLock lock(&mutex_);
    request = ++last_request_;
    asking_ = true;
    asked_at_ = now;
    cancellation_ = cancellation;
    client_id = plan_.client_id;
    secret = plan_.requests[next_].secret;
    // The request carries this deadline too, by the wall clock; the timer also works when that is
    // set back, or when a fetcher forgets.
    timer_ = with_.executor.RunAfter(timeout_, [weak = weak_from_this(), request] {
      if (const std::shared_ptr<TokenFlight> flight = weak.lock()) flight->OnTimeout(request);
    });
  }
  with_.fetcher.Fetch(client_id, secret, now + timeout_, std::move(cancellation),
                      [flight = shared_from_this(), request](FetchOutcome outcome) {
                        flight->OnOutcome(request, std::move(outcome));
                      });
}

void TokenFlight::OnTimeout(uint64_t request) {
  const CallGate::Pass pass(with_.gate);
  if (!pass.open()) return;
  std::shared_ptr<Cancellation> cancellation;
  {
    MutexLock lock(&mutex_);
    if (!asking_ || request != last_request_) return;
    cancellation = cancellation_;
  }
  FetchOutcome outcome;
  outcome.message = "the token endpoint did not answer in time";
  OnOutcome(request, std::move(outcome));
  cancellation->Cancel();
}

void TokenFlight::OnOutcome(uint64_t request, FetchOutcome outcome) {
  const CallGate::Pass pass(with_.gate);
  if (!pass.open()) return;
  const absl::Time now = with_.clock.Now();
  Done done;
  FlightEnd end;
  {
    MutexLock lock(&mutex_);
    if (!asking_ || request != last_request_) return;  // comes after its timeout
    asking_ = false;
    with_.executor.Cancel(timer_);
    plan_.requests[next_].kind = outcome.kind;
    plan_.requests[next_].message = outcome.message;
    end_.requests.push_back(std::move(plan_.requests[next_]));
    ++next_;
    if (outcome.kind != FetchOutcome::Kind::kRejected || next_ == plan_.requests.size()) {
      end_.outcome = std::move(outcome);
      // Bounded, since the clock may have been set meanwhile.
      end_.elapsed = std::min(std::max(now - asked_at_, absl::ZeroDuration()), timeout_);
      end = std::move(end_);
      done = std::move(done_);
    }
  }
  if (done) {
    std::move(done)(std::move(end));
  } else {
    SendRequest();
  }
}

}  // namespace smartcar_gateway
