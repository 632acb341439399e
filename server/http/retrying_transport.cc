// Implementation of RetryingTransport.
#include "server/http/retrying_transport.h"

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/types/optional.h"
#include "server/base/mutex.h"
#include "server/http/retry_after.h"

namespace smartcar_gateway {

// One read's life. Kept alive by the attempt under way or the timer of the pause.
class RetryingTransport::Read : public std::enable_shared_from_this<Read> {
 public:
  Read(RetryingTransport& owner, HttpRequest request, std::shared_ptr<Cancellation> cancellation,
       Done done)
      : owner_(owner),
        request_(std::move(request)),
        cancellation_(std::move(cancellation)),
        done_(std::move(done)) {}

  void Send() {
    ++attempts_;
    // A copy is sent, since a failure would need it once more.
    owner_.next_.Start(request_, cancellation_, [read = shared_from_this()](HttpResult result) {
      read->OnResult(std::move(result));
    });
  }

 private:
  void OnResult(HttpResult result) {
    const RetryAdvice advice = AdviseRetry(result, owner_.options_.advisor);
    if (advice == RetryAdvice::kNever) {
      std::move(done_)(std::move(result));
      return;
    }
    const absl::Time now = owner_.clock_.Now();
    const auto pause =
        RetryPause(owner_.options_.policy, advice, attempts_, RetryAfter(result.response, now),
                   request_.deadline - now, owner_.random_());
    // The budget is asked last, so that it is spent only on attempts that are made.
    if (!pause.has_value() || cancellation_->cancelled() || !owner_.budget_.Take()) {
      std::move(done_)(std::move(result));
      return;
    }
    Pause(*pause);
  }

  void Pause(absl::Duration pause) {
    {
      MutexLock lock(&mutex_);
      pausing_ = true;
    }
    // Before the timer: afterwards the hook is that of the layer below.
    cancellation_->SetHook([weak = weak_from_this()] {
      if (const auto read = weak.lock()) read->OnCancelled();
    });
    MutexLock lock(&mutex_);
    if (!pausing_) return;
    timer_ = owner_.executor_.RunAfter(pause, [read = shared_from_this()] { read->EndPause(); });
  }

  void EndPause() {
    {
      MutexLock lock(&mutex_);
      if (!pausing_) return;
      pausing_ = false;
      timer_.reset();
    }
    Send();
  }

  void OnCancelled() {
    absl::optional<Executor::TaskId> timer;
    {
      MutexLock lock(&mutex_);
      if (!pausing_) return;
      pausing_ = false;
      timer.swap(timer_);
    }
    if (timer.has_value()) owner_.executor_.Cancel(*timer);
    HttpResult result;
    result.error = TransportError::kCancelled;
    result.sent = Sent::kMaybe;  // by the attempts before
    result.message = "cancelled before the request was sent again";
    std::move(done_)(std::move(result));
  }

  RetryingTransport& owner_;
  const HttpRequest request_;
  const std::shared_ptr<Cancellation> cancellation_;
  Done done_;
  int attempts_ = 0;
  Mutex mutex_;
  bool pausing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::optional<Executor::TaskId> timer_ ABSL_GUARDED_BY(mutex_);
};

RetryingTransport::RetryingTransport(Options options, const Clock& clock, Executor& executor,
                                     Random random, HttpTransport& next)
    : options_(options),
      clock_(clock),
      executor_(executor),
      random_(std::move(random)),
      next_(next),
      budget_(options.budget, &clock) {}

void RetryingTransport::Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation,
                              Done done) {
  if (request.replay == Replay::kOnce) {
    next_.Start(std::move(request), std::move(cancellation), std::move(done));
    return;
  }
  budget_.CountRead();
  std::make_shared<Read>(*this, std::move(request), std::move(cancellation), std::move(done))
      ->Send();
}

}  // namespace smartcar_gateway
