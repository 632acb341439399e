// Implementation of SubscriptionCreator.
#include "server/smartcar/subscription_creator.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"
#include "server/smartcar/decode/decode_webhooks.h"
#include "server/smartcar/upstream_error.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLongestPause = absl::Seconds(15);

// What a reply does not tell is taken to be as the filters asked.
bool Fulfils(const v1::Subscription& subscription, const SubscriptionWish& wish) {
  const auto is = [](const std::string& told, const std::string& wanted) {
    return told.empty() || told == wanted;
  };
  return !subscription.subscription_id().empty() &&
         is(subscription.vehicle().vehicle_id(), wish.vehicle_id) &&
         is(subscription.user_id(), wish.user_id) && is(subscription.webhook_id(), wish.webhook_id);
}

// Refused, or out of time.
bool ForbidsMoreLooks(const absl::Status& status) {
  return status.code() == absl::StatusCode::kResourceExhausted ||
         status.code() == absl::StatusCode::kPermissionDenied ||
         status.code() == absl::StatusCode::kDeadlineExceeded;
}

}  // namespace

// One creation. Kept alive by whatever it waits for, which is one thing at a time: only the timer
// of a pause is shared, with the caller who cancels.
class SubscriptionCreator::Creation
    : public std::enable_shared_from_this<SubscriptionCreator::Creation> {
 public:
  Creation(SmartcarClient* client, const Clock* clock, Executor* executor, SubscriptionWish wish,
           SmartcarClient::Context context, v1::CreateSubscriptionResponse* response,
           SmartcarClient::Done done)
      : client_(client),
        clock_(clock),
        executor_(executor),
        wish_(std::move(wish)),
        context_(std::move(context)),
        response_(response),
        done_(std::move(done)) {}

  void SendWish() {
    client_->Call(
        wish_.upstream, context_,
        [](const UpstreamRequest&, const HttpResponse&) { return absl::OkStatus(); },
        [creation = shared_from_this()](SmartcarClient::Outcome outcome) {
          creation->OnAnswer(std::move(outcome));
        });
  }

  // Smartcar took the wish, so what is left is only waiting: it ends, after a look under way.
  void StopWaiting() {
    {
      MutexLock lock(&mutex_);
      stopped_ = true;
    }
    if (TakePause()) FinishPending();
  }

 private:
  void OnAnswer(SmartcarClient::Outcome outcome) {
    outcome_ = std::move(outcome);
    if (!outcome_.status.ok()) {
      Finish();
      return;
    }
    response_->set_upstream_request_id(outcome_.upstream_request_id);
    const absl::Time now = clock_->Now();
    end_ = now + wish_.wait;
    if (context_.deadline != absl::InfiniteFuture()) {
      end_ = std::min(end_, client_->UpstreamDeadline(context_.deadline, CallKind::kRead, now));
    }
    Pause();
  }

  void Pause() {
    const absl::Duration left = end_ - clock_->Now();
    if (last_look_ || left <= absl::ZeroDuration()) {
      FinishPending();
      return;
    }
    last_look_ = pause_ >= left;
    const absl::Duration pause = last_look_ ? left / 2 : pause_;
    pause_ = std::min(2 * pause_, kLongestPause);
    // Before there is a timer: once it has run, the hook is the transport's.
    context_.cancellation->SetHook([weak = weak_from_this()] {
      if (const auto creation = weak.lock()) creation->EndPause();
    });
    bool cancelled = false;
    bool stopped = false;
    {
      MutexLock lock(&mutex_);
      cancelled = context_.cancellation->cancelled();
      stopped = stopped_;
      if (!cancelled && !stopped) {
        timer_ = executor_->RunAfter(pause, [creation = shared_from_this()] { creation->Look(); });
      }
    }
    if (cancelled) {
      FinishCancelled();
    } else if (stopped) {
      FinishPending();
    }
  }

  // The caller cancels. When no pause can be ended, Pause() or the transport sees it.
  void EndPause() {
    if (TakePause()) FinishCancelled();
  }

  // Whether there was a pause, which then will not end in a look.
  bool TakePause() {
    absl::optional<Executor::TaskId> timer;
    {
      MutexLock lock(&mutex_);
      std::swap(timer, timer_);
    }
    return timer.has_value() && executor_->Cancel(*timer);
  }

  void Look() {
    {
      MutexLock lock(&mutex_);
      timer_.reset();
    }
    const v1::VehicleMode mode =
        for_simulated_ ? v1::VEHICLE_MODE_SIMULATED : v1::VEHICLE_MODE_UNSPECIFIED;
    for_simulated_ = !for_simulated_;
    SmartcarClient::Context context = context_;
    context.deadline = end_;
    client_->Call(
        LookForSubscription(wish_, mode), std::move(context),
        [creation = shared_from_this()](const UpstreamRequest&, const HttpResponse& http) {
          return creation->Find(http.body);
        },
        [creation = shared_from_this()](SmartcarClient::Outcome outcome) {
          creation->OnLook(outcome.status);
        });
  }

  absl::Status Find(const std::string& body) {
    v1::ListSubscriptionsResponse list;
    PageInfo page;
    const absl::Status status = DecodeSubscriptionList(body, &list, &page);
    if (!status.ok()) return status;
    for (v1::Subscription& subscription : *list.mutable_subscriptions()) {
      if (!Fulfils(subscription, wish_)) continue;
      *response_->mutable_subscription() = std::move(subscription);
      break;
    }
    return absl::OkStatus();
  }

  void OnLook(const absl::Status& status) {
    if (status.code() == absl::StatusCode::kCancelled) {
      FinishCancelled();
    } else if (response_->has_subscription()) {
      Finish();
    } else {
      if (ForbidsMoreLooks(status)) last_look_ = true;
      Pause();
    }
  }

  // The wish may be fulfilled all the same, and the status says so.
  void FinishCancelled() {
    HttpResult result;
    result.error = TransportError::kCancelled;
    result.sent = Sent::kMaybe;
    outcome_.status = JudgeResult(wish_.upstream, result, clock_->Now());
    Finish();
  }

  void FinishPending() {
    response_->set_pending(true);
    Finish();
  }

  void Finish() { std::move(done_)(std::move(outcome_)); }

  SmartcarClient* const client_;
  const Clock* const clock_;
  Executor* const executor_;
  const SubscriptionWish wish_;
  const SmartcarClient::Context context_;
  v1::CreateSubscriptionResponse* const response_;
  SmartcarClient::Done done_;
  SmartcarClient::Outcome outcome_;  // of the wish
  absl::Time end_;                   // of the waiting
  absl::Duration pause_ = kFirstPause;
  bool last_look_ = false;
  bool for_simulated_ = false;

  Mutex mutex_;
  absl::optional<Executor::TaskId> timer_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

void SubscriptionCreator::Create(SubscriptionWish wish, SmartcarClient::Context context,
                                 v1::CreateSubscriptionResponse* response,
                                 SmartcarClient::Done done) {
  const auto creation = std::make_shared<Creation>(client_, clock_, executor_, std::move(wish),
                                                   std::move(context), response, std::move(done));
  bool stopped = false;
  {
    MutexLock lock(&mutex_);
    stopped = stopped_;
    running_.erase(std::remove_if(running_.begin(), running_.end(),
                                  [](const auto& one) { return one.expired(); }),
                   running_.end());
    running_.push_back(creation);
  }
  if (stopped) creation->StopWaiting();
  creation->SendWish();
}

void SubscriptionCreator::Stop() {
  std::vector<std::weak_ptr<Creation>> running;
  {
    MutexLock lock(&mutex_);
    stopped_ = true;
    running.swap(running_);
  }
  for (const auto& one : running) {
    if (const auto creation = one.lock()) creation->StopWaiting();
  }
}

}  // namespace smartcar_gateway
