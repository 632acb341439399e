// QuotaState at work: a lock, a timer, hooks.
#include "server/quota/quota_guard.h"

#include <map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

QuotaAnswer Answer(QuotaAnswer::Kind kind) {
  QuotaAnswer answer;
  answer.kind = kind;
  return answer;
}

}  // namespace

class QuotaGuard::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(const QuotaOptions& options, const Clock& clock, Executor& executor, EventHook on_event)
      : clock_(clock), executor_(executor), on_event_(std::move(on_event)), state_(options) {}

  void Admit(QuotaCall call, std::shared_ptr<Cancellation> cancellation, Done done) {
    if (cancellation->cancelled()) {
      std::move(done)(Answer(QuotaAnswer::Kind::kCancelled));
      return;
    }
    if (auto answer = Decide(call)) {
      std::move(done)(*std::move(answer));
      return;
    }
    // The hook is set before anybody else can answer the call, and with that let the next layer set
    // its own, which this one must not replace.
    const auto waiter = std::make_shared<Waiter>();
    cancellation->SetHook([weak = weak_from_this(), waiter] {
      if (const std::shared_ptr<Core> core = weak.lock()) core->Leave(*waiter);
    });
    if (auto answer = DecideOrEnter(std::move(call), waiter, &done)) {
      std::move(done)(*std::move(answer));
      return;
    }
    // For a cancel that came before there was anybody to leave.
    if (cancellation->cancelled()) Leave(*waiter);
  }

  void GiveBack(const QuotaPermit& permit) {
    MutexLock lock(&mutex_);
    state_.GiveBack(permit);
    Schedule(clock_.Now());
  }

  void ApplicationLimited(absl::optional<absl::Duration> retry_after) {
    Events events;
    {
      MutexLock lock(&mutex_);
      const absl::Time now = clock_.Now();
      state_.ApplicationLimited(retry_after, now);
      Schedule(now);
      events = state_.TakeEvents();
    }
    Tell(events);
  }

  void VehicleLimited(const std::string& vehicle_id, absl::Duration retry_after) {
    Events events;
    {
      MutexLock lock(&mutex_);
      const absl::Time now = clock_.Now();
      state_.VehicleLimited(vehicle_id, retry_after, now);
      Schedule(now);
      events = state_.TakeEvents();
    }
    Tell(events);
  }

  void Shutdown() {
    std::map<QuotaState::Ticket, Done> waiters;
    {
      MutexLock lock(&mutex_);
      stopped_ = true;
      waiters.swap(waiters_);
      for (const auto& waiter : waiters) state_.Leave(waiter.first);
      if (timer_.has_value()) executor_.Cancel(*timer_);
      timer_.reset();
    }
    for (auto& waiter : waiters) std::move(waiter.second)(Answer(QuotaAnswer::Kind::kShutDown));
  }

  void WaitForTimer() {
    MutexLock lock(&mutex_);
    while (in_timer_ > 0) timer_done_.Wait(&mutex_);
  }

  void RestoreMonth(absl::CivilMonth month, const std::vector<VehicleCount>& counts) {
    MutexLock lock(&mutex_);
    state_.month().Restore(month, counts, clock_.Now());
  }

  MonthChanges TakeMonthChanges() {
    MutexLock lock(&mutex_);
    return {state_.month().month(), state_.month().TakeChanged()};
  }

 private:
  using Events = std::vector<QuotaEvent>;

  // What a cancel finds its call by.
  struct Waiter {
    QuotaState::Ticket ticket = 0;  // written under the core's mutex; 0: does not wait yet
  };

  absl::optional<QuotaAnswer> Decide(const QuotaCall& call) {
    Events events;
    absl::optional<QuotaAnswer> answer;
    {
      MutexLock lock(&mutex_);
      answer = DecideLocked(call, clock_.Now());
      events = state_.TakeEvents();
    }
    Tell(events);
    return answer;
  }

  // Things may have changed since the first look. Takes `done` only if there is no answer.
  absl::optional<QuotaAnswer> DecideOrEnter(QuotaCall call, const std::shared_ptr<Waiter>& waiter,
                                            Done* done) {
    Events events;
    absl::optional<QuotaAnswer> answer;
    {
      MutexLock lock(&mutex_);
      const absl::Time now = clock_.Now();
      answer = DecideLocked(call, now);
      if (!answer.has_value()) {
        waiter->ticket = state_.Enter(std::move(call), now);
        waiters_.emplace_hint(waiters_.end(), waiter->ticket, std::move(*done));
        Schedule(now);
      }
      events = state_.TakeEvents();
    }
    Tell(events);
    return answer;
  }

  absl::optional<QuotaAnswer> DecideLocked(const QuotaCall& call, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (stopped_) return Answer(QuotaAnswer::Kind::kShutDown);
    return state_.Decide(call, now);
  }

  void Leave(const Waiter& waiter) {
    Done done;
    {
      MutexLock lock(&mutex_);
      if (!state_.Leave(waiter.ticket)) return;
      const auto found = waiters_.find(waiter.ticket);
      done = std::move(found->second);
      waiters_.erase(found);
    }
    std::move(done)(Answer(QuotaAnswer::Kind::kCancelled));
  }

  // One timer for all who wait. One that comes too early does no harm.
  void Schedule(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::optional<absl::Duration> next = state_.NextRelease(now);
    if (!next.has_value() || stopped_) return;
    if (timer_.has_value()) {
      if (timer_at_ <= now + *next) return;
      executor_.Cancel(*timer_);
    }
    timer_at_ = now + *next;
    const uint64_t number = ++timers_;
    timer_ = executor_.RunAfter(*next, [weak = weak_from_this(), number] {
      if (const std::shared_ptr<Core> core = weak.lock()) core->OnTimer(number);
    });
  }

  void OnTimer(uint64_t number) {
    std::vector<std::pair<Done, QuotaAnswer>> answers;
    Events events;
    {
      MutexLock lock(&mutex_);
      if (stopped_) return;
      // Not of a newer timer, when this one could not be cancelled any more.
      if (number == timers_) timer_.reset();
      const absl::Time now = clock_.Now();
      for (QuotaState::Release& release : state_.TakeReleases(now)) {
        const auto found = waiters_.find(release.ticket);
        answers.emplace_back(std::move(found->second), std::move(release.answer));
        waiters_.erase(found);
      }
      Schedule(now);
      events = state_.TakeEvents();
      ++in_timer_;
    }
    Tell(events);
    for (auto& answer : answers) std::move(answer.first)(std::move(answer.second));
    answers.clear();
    MutexLock lock(&mutex_);
    if (--in_timer_ == 0) timer_done_.SignalAll();
  }

  void Tell(const Events& events) const {
    if (on_event_ == nullptr) return;
    for (const QuotaEvent& event : events) on_event_(event);
  }

  const Clock& clock_;
  Executor& executor_;
  const EventHook on_event_;
  Mutex mutex_;
  CondVar timer_done_;
  QuotaState state_ ABSL_GUARDED_BY(mutex_);
  // Whom to answer: everybody who waits in state_.
  std::map<QuotaState::Ticket, Done> waiters_ ABSL_GUARDED_BY(mutex_);
  absl::optional<Executor::TaskId> timer_ ABSL_GUARDED_BY(mutex_);
  absl::Time timer_at_ ABSL_GUARDED_BY(mutex_);
  uint64_t timers_ ABSL_GUARDED_BY(mutex_) = 0;
  int in_timer_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

absl::StatusOr<std::unique_ptr<QuotaGuard>> QuotaGuard::Create(const QuotaOptions& options,
                                                               const Clock& clock,
                                                               Executor& executor,
                                                               EventHook on_event) {
  if (options.burst < 1 || options.refill_per_minute < 1 ||
      options.max_queue_time < absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        "burst and refill_per_minute must be at least 1, and max_queue_time not negative");
  }
  return std::unique_ptr<QuotaGuard>(
      new QuotaGuard(std::make_shared<Core>(options, clock, executor, std::move(on_event))));
}

QuotaGuard::QuotaGuard(std::shared_ptr<Core> core) : core_(std::move(core)) {}

QuotaGuard::~QuotaGuard() {
  core_->Shutdown();
  core_->WaitForTimer();
}

void QuotaGuard::Admit(QuotaCall call, std::shared_ptr<Cancellation> cancellation, Done done) {
  core_->Admit(std::move(call), std::move(cancellation), std::move(done));
}

void QuotaGuard::GiveBack(const QuotaPermit& permit) { core_->GiveBack(permit); }

void QuotaGuard::ApplicationLimited(absl::optional<absl::Duration> retry_after) {
  core_->ApplicationLimited(retry_after);
}

void QuotaGuard::VehicleLimited(const std::string& vehicle_id, absl::Duration retry_after) {
  core_->VehicleLimited(vehicle_id, retry_after);
}

void QuotaGuard::Shutdown() { core_->Shutdown(); }

void QuotaGuard::RestoreMonth(absl::CivilMonth month, const std::vector<VehicleCount>& counts) {
  core_->RestoreMonth(month, counts);
}

QuotaGuard::MonthChanges QuotaGuard::TakeMonthChanges() { return core_->TakeMonthChanges(); }

}  // namespace smartcar_gateway
