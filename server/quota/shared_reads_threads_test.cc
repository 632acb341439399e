// SharedReads on real threads, above all for ThreadSanitizer.
#include <atomic>
#include <deque>
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
#include "server/quota/change_watch.h"
#include "server/quota/shared_reads.h"

namespace smartcar_gateway {
namespace {

// Answers what is held, on a thread of its own, until the test is over.
class AnsweringWire {
 public:
  AnsweringWire() : thread_([this] { Loop(); }) {}
  ~AnsweringWire() { Stop(); }

  void Stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    thread_.join();
  }
  FakeHttpTransport& transport() { return transport_; }

 private:
  void Loop() {
    for (int i = 0; !stopping_ || transport_.held() > 0; ++i) {
      // Every fifth ends by its deadline, which for joiners may be too early.
      if (!transport_.Answer(i % 5 == 0 ? Failure(TransportError::kTimedOut, Sent::kMaybe)
                                        : Reply(i % 7 == 0 ? 404 : 200, "body"))) {
        std::this_thread::yield();
      }
    }
  }

  FakeHttpTransport transport_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

TEST(SharedReadsThreads, EveryCallerIsAnsweredOnceUnderCancelsDeadlinesAndCommands) {
  constexpr int kThreads = 4;
  constexpr int kCallsPerThread = 1500;
  FakeClock clock;
  ThreadExecutor executor;
  AnsweringWire wire;
  SharedReads::Options options;
  options.max_bytes = 5'000;
  SharedReads* top = nullptr;
  ChangeWatch watch([&top](const std::string& vehicle_id) { top->Forget(vehicle_id); },
                    wire.transport());
  SharedReads reads(options, clock, executor, watch);
  top = &reads;

  std::vector<std::atomic<int>> answers(kThreads * kCallsPerThread);
  std::atomic<int> fine{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::deque<std::shared_ptr<Cancellation>> recent;
      for (int i = 0; i < kCallsPerThread; ++i) {
        HttpRequest request;
        const bool command = i % 31 == 0;
        request.method = command ? HttpMethod::kPost : HttpMethod::kGet;
        request.replay = command ? Replay::kOnce : Replay::kAllowed;
        request.url = absl::StrCat("https://host/", i % 3);
        request.deadline =
            clock.Now() + (i % 11 == 0 ? absl::Microseconds(i) : absl::Hours(1 + i % 4));
        auto call = std::make_shared<CallInfo>();
        call->vehicle_id = absl::StrCat("v", i % 3);
        if (i % 2 == 0) call->max_age = absl::Seconds(1);
        request.call = std::move(call);
        recent.push_back(std::make_shared<Cancellation>());
        std::atomic<int>& answered = answers[thread * kCallsPerThread + i];
        reads.Start(std::move(request), recent.back(), [&](HttpResult result) {
          ++answered;
          if (result.error == TransportError::kNone) ++fine;
        });
        if (i % 4 == 0) recent.front()->Cancel();
        if (recent.size() > 3) recent.pop_front();
        if (i % 8 == 0) std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  wire.Stop();
  for (const std::atomic<int>& answered : answers) EXPECT_EQ(answered.load(), 1);
  EXPECT_GT(fine.load(), 0);
}

}  // namespace
}  // namespace smartcar_gateway
