// Commands on real threads, for ThreadSanitizer. The ledger is in memory: SQLite is not
// instrumented.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/base/thread_executor.h"
#include "server/commands/memory_ledger_store.h"
#include "server/commands/testing.h"

namespace smartcar_gateway {
namespace {

// Answers on a thread of its own, and sees how many requests a car has at a time.
class ThreadedUpstream final : public HttpTransport {
 public:
  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    executor_.RunAfter(absl::ZeroDuration(), [this, request = std::move(request), cancellation,
                                              done = std::move(done)]() mutable {
      if ((request.send_gate != nullptr && !request.send_gate->Pass()) ||
          (request.send_gate == nullptr && cancellation->cancelled())) {
        std::move(done)(Failure(TransportError::kCancelled, Sent::kNo));
        return;
      }
      ++sent;
      std::atomic<int>& busy = busy_[request.call->vehicle_id == "a" ? 0 : 1];
      if (++busy > 1) overlapped = true;
      executor_.RunAfter(absl::ZeroDuration(), [&busy, done = std::move(done)]() mutable {
        --busy;
        std::move(done)(Reply(200, "x"));
      });
    });
  }

  std::atomic<int> sent{0};
  std::atomic<bool> overlapped{false};

 private:
  std::atomic<int> busy_[2] = {{0}, {0}};
  ThreadExecutor executor_;
};

TEST(CommandThreadsTest, ManyThreadsOneCommandAnId) {
  constexpr int kThreads = 4;
  constexpr int kCallsEach = 200;
  constexpr int kIds = 20;
  std::atomic<int> told{0};
  std::atomic<int> in_flight{0};
  ThreadedUpstream upstream;
  ThreadExecutor timers;
  {
    CommandSafety::Options options;
    options.judge = JudgeByStatus;
    options.max_waiting_per_vehicle = kThreads * kCallsEach;
    options.hold_open = [&in_flight] {
      ++in_flight;
      return std::shared_ptr<void>(nullptr, [&in_flight](void*) { --in_flight; });
    };
    auto disk = std::make_unique<ThreadExecutor>();
    CommandLedger ledger(absl::Hours(24), std::make_unique<MemoryLedgerStore>(1000), RealClock(),
                         *disk, [](const absl::Status&) {});
    CommandSafety safety(std::move(options), RealClock(), timers, ledger, upstream);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCallsEach; ++i) {
          const int number = i % kIds;
          const std::string id = i % 5 == 4 ? "" : "id-" + std::to_string(number);
          auto cancellation = std::make_shared<Cancellation>();
          safety.Start(
              CommandRequest(number % 2 == 0 ? "a" : "b", id, RealClock().Now() + absl::Minutes(1)),
              cancellation, [&told](const HttpResult&) { ++told; });
          if ((i + t) % 3 == 0) cancellation->Cancel();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    while (told < kThreads * kCallsEach || in_flight > 0 || safety.busy_vehicles() > 0) {
      std::this_thread::yield();
    }
    EXPECT_EQ(safety.named_commands(), 0u);
    disk = nullptr;
  }
  EXPECT_EQ(told, kThreads * kCallsEach);
  EXPECT_FALSE(upstream.overlapped);
  // Every id once at most, and the calls without an id.
  EXPECT_LE(upstream.sent, kIds + kThreads * kCallsEach / 5);
}

}  // namespace
}  // namespace smartcar_gateway
