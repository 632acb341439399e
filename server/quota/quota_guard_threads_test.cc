// QuotaGuard and QuotaTransport on real threads, above all for ThreadSanitizer.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/mutex.h"
#include "server/base/testing.h"
#include "server/base/thread_executor.h"
#include "server/http/testing.h"
#include "server/quota/quota_guard.h"
#include "server/quota/quota_transport.h"

namespace smartcar_gateway {
namespace {

// Time passes whenever somebody looks.
class TickingClock final : public Clock {
 public:
  absl::Time Now() const override {
    return absl::FromUnixSeconds(1'800'000'000) + absl::Milliseconds(2) * ticks_.fetch_add(1);
  }

 private:
  mutable std::atomic<int64_t> ticks_{0};
};

// Counts up to a number, and lets a test wait for it.
class Countdown {
 public:
  explicit Countdown(int count) : left_(count) {}

  void Count() {
    MutexLock lock(&mutex_);
    if (--left_ <= 0) changed_.SignalAll();
  }
  // What is left once the count is reached, or patience is at its end.
  int Wait() {
    MutexLock lock(&mutex_);
    for (int i = 0; i < 120 && left_ > 0; ++i) {
      changed_.WaitWithTimeout(&mutex_, absl::Seconds(1));
    }
    return left_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int left_ ABSL_GUARDED_BY(mutex_);
};

// Answers at once: mostly well, sometimes with a limit, sometimes without having sent anything.
class MoodySmartcar final : public HttpTransport {
 public:
  void Start(HttpRequest, std::shared_ptr<Cancellation> cancellation, Done done) override {
    // As real transports do; the hook of whoever waited before must not come back over it.
    cancellation->SetHook([] {});
    const int number = calls_.fetch_add(1);
    if (number % 97 == 0) {
      std::move(done)(Reply(429, ""));
    } else if (number % 31 == 0) {
      std::move(done)(Reply(428, ""));
    } else if (number % 7 == 0) {
      std::move(done)(Failure(TransportError::kConnectFailed, Sent::kNo));
    } else {
      std::move(done)(Reply(200, ""));
    }
  }

 private:
  std::atomic<int> calls_{1};
};

RateLimit ReadLimit(const HttpResponse& response) {
  if (response.status == 429) return RateLimit::kApplication;
  return response.status == 428 ? RateLimit::kVehicle : RateLimit::kNone;
}

HttpRequest Request(int number, absl::Time deadline) {
  HttpRequest request;
  request.deadline = deadline;
  request.replay = number % 9 == 0 ? Replay::kOnce : Replay::kAllowed;
  auto call = std::make_shared<CallInfo>();
  call->caller = absl::StrCat("caller", number % 5);
  call->vehicle_id = absl::StrCat("car", number % 50);
  request.call = std::move(call);
  return request;
}

TEST(QuotaGuardThreads, EveryCallEndsOnceUnderLimitsAndCancels) {
  constexpr int kThreads = 4;
  constexpr int kCallsPerThread = 2000;
  TickingClock clock;
  MoodySmartcar smartcar;
  ThreadExecutor executor;
  std::atomic<int> events{0};
  QuotaOptions options;
  options.burst = 5;
  options.refill_per_minute = 60'000;
  options.max_queue_length = 500;
  options.month.soft = 10;
  options.month.hard = 1'000'000;
  auto created = QuotaGuard::Create(options, clock, executor, [&](const QuotaEvent&) { ++events; });
  ASSERT_TRUE(created.ok());
  const std::unique_ptr<QuotaGuard> guard = *std::move(created);
  QuotaTransport transport(*guard, clock, ReadLimit, smartcar);

  Countdown unanswered(kThreads * kCallsPerThread);
  std::vector<std::atomic<int>> answers(kThreads * kCallsPerThread);
  std::atomic<int> replies{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kCallsPerThread; ++i) {
        const int number = thread * kCallsPerThread + i;
        const auto cancellation = std::make_shared<Cancellation>();
        transport.Start(Request(number, clock.Now() + absl::Seconds(10 + i % 50)), cancellation,
                        [&, number](HttpResult result) {
                          ++answers[number];
                          replies += result.error == TransportError::kNone;
                          unanswered.Count();
                        });
        if (i % 5 == 0) cancellation->Cancel();
        if (i % 50 == 0) guard->TakeMonthChanges();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(unanswered.Wait(), 0);
  for (const std::atomic<int>& answered : answers) EXPECT_EQ(answered.load(), 1);
  EXPECT_GT(replies.load(), 0);
  EXPECT_GT(events.load(), 0);
}

TEST(QuotaGuardThreads, DestructionAnswersEveryoneOnceAndTouchesNothingAfterwards) {
  TickingClock clock;
  ThreadExecutor executor;
  for (int round = 0; round < 300; ++round) {
    constexpr int kCalls = 8;
    std::atomic<int> answers{0};
    {
      // Gone right after the guard: whatever still used it would be noticed.
      std::atomic<int> inside{0};
      QuotaOptions options;
      options.burst = 1;
      options.refill_per_minute = 600'000;
      auto created = QuotaGuard::Create(options, clock, executor, nullptr);
      ASSERT_TRUE(created.ok());
      const std::unique_ptr<QuotaGuard> guard = *std::move(created);
      for (int i = 0; i < kCalls; ++i) {
        QuotaCall call;
        call.deadline = clock.Now() + absl::Minutes(1);
        guard->Admit(std::move(call), std::make_shared<Cancellation>(), [&](QuotaAnswer) {
          ++inside;
          ++answers;
        });
        if (i == round % kCalls) std::this_thread::yield();
      }
    }
    EXPECT_EQ(answers.load(), kCalls);
  }
}

}  // namespace
}  // namespace smartcar_gateway
