// Load: callers that call all the time.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_LOAD_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_LOAD_H_

#include <atomic>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {

// Callers that call at a steady rate, each on a thread of its own, until the end.
class Load {
 public:
  static constexpr int kCallers = 10;

  // `call` gets the number of the caller and says whether it went well.
  explicit Load(std::function<bool(int)> call) : call_(std::move(call)), begin_(absl::Now()) {
    for (int i = 0; i < kCallers; ++i) {
      threads_.emplace_back([this, i] { CallUntilTheEnd(i); });
    }
  }
  ~Load() { End(); }

  void End() {
    if (end_.HasBeenNotified()) return;
    end_.Notify();
    for (std::thread& thread : threads_) thread.join();
    seconds_ = absl::ToDoubleSeconds(absl::Now() - begin_);
  }

  int calls() const { return calls_; }
  int failed() const { return failed_; }
  bool WaitForMoreCalls(int more) const {
    const int enough = calls_ + more;
    return Eventually([&] { return calls_ >= enough; });
  }
  double calls_a_second() const { return calls_ / seconds_; }

 private:
  void CallUntilTheEnd(int caller) {
    absl::Time next = absl::Now();
    do {
      if (!call_(caller)) ++failed_;
      ++calls_;
      next += kBetweenCalls;
    } while (!end_.WaitForNotificationWithDeadline(next));
  }

  // 250 calls a second in all.
  static constexpr absl::Duration kBetweenCalls = absl::Milliseconds(40);

  const std::function<bool(int)> call_;
  const absl::Time begin_;
  std::atomic<int> calls_{0};
  std::atomic<int> failed_{0};
  absl::Notification end_;
  std::vector<std::thread> threads_;
  double seconds_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_LOAD_H_
