// Implementation of UrlKeys.
#include "server/access/url_keys.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "server/access/kept_keys.h"
#include "server/base/call_gate.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {
namespace {

using Keys = absl::StatusOr<std::shared_ptr<const KeySet>>;

Keys ReadReply(const HttpResult& result) {
  if (result.error == TransportError::kReplyTooLarge) {
    return absl::InvalidArgumentError(
        absl::StrCat("what jwks_url answers is larger than ", kMaxJwksBytes, " bytes"));
  }
  if (result.error != TransportError::kNone) {
    return absl::UnavailableError(absl::StrCat("jwks_url cannot be read: ", result.message));
  }
  const int status = result.response.status;
  if (status != 200) {
    const bool redirect = status >= 300 && status < 400;
    return absl::UnavailableError(absl::StrCat(
        "jwks_url answers HTTP ", status,
        redirect ? ", a redirect, which is never followed: name the place itself" : ""));
  }
  Keys keys = KeySet::Parse(result.response.body);
  if (keys.ok()) return keys;
  return absl::InvalidArgumentError(
      absl::StrCat("what jwks_url answers cannot be used: ", keys.status().message()));
}

}  // namespace

// Lives on while a fetch or a timer knows it, but touches nothing borrowed once it is closed.
class UrlKeys::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(Options options, HttpTransport& transport, Executor& executor, const Clock& clock,
       OnKeyEvent on_event)
      : options_(std::move(options)),
        transport_(transport),
        executor_(executor),
        clock_(clock),
        keys_(options_.issuer, std::move(on_event)) {}

  std::shared_ptr<const KeySet> Current() const { return keys_.current(); }
  void Fetch();
  void Renew(absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation, Done done);
  void Close();

 private:
  struct Waiter {
    uint64_t joined = 0;  // the number of fetches begun by then
    Done done;
    absl::optional<Executor::TaskId> timer;
  };

  void After(absl::Duration delay, void (Core::*task)());
  void Finish(HttpResult result);
  void EndRest();
  void Refresh();
  void Leave(uint64_t id, Renewal renewal);
  bool BeginLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Answer(std::vector<Waiter> waiters, Renewal renewal);

  const Options options_;
  HttpTransport& transport_;
  Executor& executor_;
  const Clock& clock_;
  const std::shared_ptr<CallGate> gate_ = std::make_shared<CallGate>();
  KeptKeys keys_;

  Mutex mutex_;
  bool fetching_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t fetches_ ABSL_GUARDED_BY(mutex_) = 0;
  // Timers of kRest that run, one for each fetch begun.
  uint64_t rests_ ABSL_GUARDED_BY(mutex_) = 0;
  // Timers of the next refresh that run; only the last one does anything.
  uint64_t refreshes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<uint64_t, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
  std::atomic<uint64_t> next_waiter_{0};
  std::shared_ptr<Cancellation> cancellation_ ABSL_GUARDED_BY(mutex_);
};

void UrlKeys::Core::After(absl::Duration delay, void (Core::*task)()) {
  executor_.RunAfter(delay, [self = shared_from_this(), task] {
    const CallGate::Pass pass(self->gate_);
    if (pass.open()) (self.get()->*task)();
  });
}

bool UrlKeys::Core::BeginLocked() {
  if (fetching_ || closed_) return false;
  fetching_ = true;
  ++fetches_;
  ++rests_;
  cancellation_ = std::make_shared<Cancellation>();
  return true;
}

void UrlKeys::Core::Fetch() {
  std::shared_ptr<Cancellation> cancellation;
  {
    MutexLock lock(&mutex_);
    if (!BeginLocked()) return;
    cancellation = cancellation_;
  }
  After(kRest, &Core::EndRest);
  HttpRequest request;
  request.url = options_.url;
  request.headers = {{"accept", "application/jwk-set+json, application/json"}};
  request.deadline = clock_.Now() + kFetchTimeout;
  request.max_reply_bytes = kMaxJwksBytes;
  transport_.Start(std::move(request), std::move(cancellation),
                   [self = shared_from_this()](HttpResult result) {
                     const CallGate::Pass pass(self->gate_);
                     if (!pass.open()) return;
                     // Reading keys takes milliseconds, for which the transport's thread is not.
                     self->executor_.RunAfter(absl::ZeroDuration(),
                                              [self, result = std::move(result)]() mutable {
                                                const CallGate::Pass pass(self->gate_);
                                                if (pass.open()) self->Finish(std::move(result));
                                              });
                   });
}

void UrlKeys::Core::Finish(HttpResult result) {
  const bool first = keys_.current() == nullptr;
  Keys keys = ReadReply(result);
  const bool ok = keys.ok();
  keys_.Take(std::move(keys));
  std::vector<Waiter> served;
  bool again = false;
  {
    MutexLock lock(&mutex_);
    fetching_ = false;
    for (auto it = waiters_.begin(); it != waiters_.end();) {
      // What came may be older than the token of one who joined while it was under way.
      if (ok && !first && it->second.joined == fetches_) {
        ++it;
        continue;
      }
      served.push_back(std::move(it->second));
      it = waiters_.erase(it);
    }
    again = !waiters_.empty() && rests_ == 0;
    ++refreshes_;
  }
  After(ok ? options_.refresh : std::min(options_.refresh, kRest), &Core::Refresh);
  if (again) Fetch();
  Answer(std::move(served), ok ? Renewal::kDone : Renewal::kFailed);
}

void UrlKeys::Core::EndRest() {
  {
    MutexLock lock(&mutex_);
    if (--rests_ > 0 || waiters_.empty()) return;
  }
  Fetch();
}

void UrlKeys::Core::Refresh() {
  {
    MutexLock lock(&mutex_);
    if (--refreshes_ > 0) return;
  }
  Fetch();
}

void UrlKeys::Core::Renew(absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation,
                          Done done) {
  const absl::Duration left = deadline - clock_.Now();
  absl::optional<Renewal> at_once;
  bool fetch = false;
  const uint64_t id = next_waiter_.fetch_add(1, std::memory_order_relaxed);
  // The hook is set before anyone can answer this waiter: set later, it might replace the hook of
  // the layer that the answer has woken.
  if (cancellation != nullptr) {
    cancellation->SetHook([self = shared_from_this(), id] { self->Leave(id, Renewal::kLeft); });
  }
  {
    MutexLock lock(&mutex_);
    if (closed_) {
      at_once = Renewal::kFailed;
    } else if (left <= absl::ZeroDuration()) {
      at_once = Renewal::kTooLate;
    } else if (!fetching_ && keys_.current() == nullptr) {  // Finish() sets them first
      at_once = Renewal::kFailed;
    } else if (waiters_.size() >= kMaxWaiters) {
      at_once = Renewal::kTooMany;
    } else {
      Waiter& waiter = waiters_[id];
      waiter.joined = fetches_;
      waiter.done = std::move(done);
      if (deadline != absl::InfiniteFuture()) {
        waiter.timer = executor_.RunAfter(left, [self = shared_from_this(), id] {
          const CallGate::Pass pass(self->gate_);
          if (pass.open()) self->Leave(id, Renewal::kTooLate);
        });
      }
      fetch = !fetching_ && rests_ == 0;
    }
  }
  if (at_once.has_value()) {
    std::move(done)(*at_once);
    return;
  }
  // Who left before it was among the waiters could not be found there.
  if (cancellation != nullptr && cancellation->cancelled()) Leave(id, Renewal::kLeft);
  if (fetch) Fetch();
}

void UrlKeys::Core::Leave(uint64_t id, Renewal renewal) {
  Done done;
  {
    MutexLock lock(&mutex_);
    const auto it = waiters_.find(id);
    if (it == waiters_.end()) return;
    done = std::move(it->second.done);
    if (renewal == Renewal::kLeft && it->second.timer.has_value()) {
      executor_.Cancel(*it->second.timer);
    }
    waiters_.erase(it);
  }
  std::move(done)(renewal);
}

void UrlKeys::Core::Answer(std::vector<Waiter> waiters, Renewal renewal) {
  for (Waiter& waiter : waiters) {
    if (waiter.timer.has_value()) executor_.Cancel(*waiter.timer);
    std::move(waiter.done)(renewal);
  }
}

void UrlKeys::Core::Close() {
  gate_->Close();
  std::vector<Waiter> left;
  std::shared_ptr<Cancellation> cancellation;
  {
    MutexLock lock(&mutex_);
    if (closed_) return;
    closed_ = true;
    for (auto& entry : waiters_) left.push_back(std::move(entry.second));
    waiters_.clear();
    cancellation = cancellation_;
  }
  if (cancellation != nullptr) cancellation->Cancel();
  Answer(std::move(left), Renewal::kFailed);
}

UrlKeys::UrlKeys(Options options, HttpTransport& transport, Executor& executor, const Clock& clock,
                 OnKeyEvent on_event)
    : core_(std::make_shared<Core>(std::move(options), transport, executor, clock,
                                   std::move(on_event))) {
  core_->Fetch();
}

UrlKeys::~UrlKeys() { core_->Close(); }

void UrlKeys::Stop() { core_->Close(); }

std::shared_ptr<const KeySet> UrlKeys::Current() const { return core_->Current(); }

void UrlKeys::Renew(absl::Time deadline, const std::shared_ptr<Cancellation>& cancellation,
                    Done done) {
  core_->Renew(deadline, cancellation, std::move(done));
}

}  // namespace smartcar_gateway
