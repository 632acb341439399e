// TokenManager and AuthorizingTransport on real threads, above all for ThreadSanitizer.
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
#include "server/token/authorizing_transport.h"
#include "server/token/testing.h"
#include "server/token/token_manager.h"

namespace smartcar_gateway {
namespace {

constexpr absl::Duration kPatience = absl::Minutes(2);

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
    for (int i = 0; i < 120 && left_ > 0; ++i) changed_.WaitWithTimeout(&mutex_, kPatience / 120);
    return left_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int left_ ABSL_GUARDED_BY(mutex_);
};

// Both ends of Smartcar: issues the one valid token, and refuses every other.
class FakeSmartcar final : public Fetcher, public HttpTransport {
 public:
  void Fetch(const std::string&, const Secret&, absl::Time, std::shared_ptr<Cancellation>,
             Fetcher::Done done) override {
    if (fetching_.fetch_add(1) != 0) two_at_once = true;
    FetchOutcome outcome = FetchedToken(absl::StrCat("t", valid_.load()));
    fetching_.fetch_sub(1);
    std::move(done)(std::move(outcome));
  }

  void Start(HttpRequest request, std::shared_ptr<Cancellation>,
             HttpTransport::Done done) override {
    const bool valid = request.bearer->Reveal() == absl::StrCat("t", valid_.load());
    std::move(done)(Reply(valid ? 200 : 401, ""));
  }

  void Revoke() { valid_.fetch_add(1); }

  std::atomic<bool> two_at_once{false};

 private:
  std::atomic<int> valid_{0};
  std::atomic<int> fetching_{0};
};

TEST(TokenManagerThreads, EveryCallEndsOnceUnderRevocationsAndCancels) {
  constexpr int kThreads = 4;
  constexpr int kCallsPerThread = 2000;
  FakeClock clock;
  FakeSmartcar smartcar;
  FakeCredentials credentials;
  ThreadExecutor executor;
  TokenPolicy policy;
  policy.rejection_pause = absl::ZeroDuration();
  std::atomic<int> events{0};
  auto created = TokenManager::Create(
      policy, credentials, smartcar, clock, executor, [] { return 0.5; },
      [&](const TokenEvent&) { ++events; });
  ASSERT_TRUE(created.ok());
  const std::unique_ptr<TokenManager> manager = *std::move(created);
  AuthorizingTransport transport(*manager, smartcar);

  Countdown unanswered(kThreads * kCallsPerThread);
  std::vector<std::atomic<int>> answers(kThreads * kCallsPerThread);
  std::atomic<int> fine{0};
  std::atomic<int> surprises{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kCallsPerThread; ++i) {
        const auto cancellation = std::make_shared<Cancellation>();
        HttpRequest request;
        request.deadline = clock.Now() + absl::Hours(1);
        std::atomic<int>& answered = answers[thread * kCallsPerThread + i];
        transport.Start(std::move(request), cancellation, [&](HttpResult result) {
          ++answered;
          // A token may be revoked between its issue and its use: that is a second 401.
          if (result.error == TransportError::kNone) {
            ++fine;
          } else if (result.error != TransportError::kCancelled &&
                     result.error != TransportError::kCredentialsRejected) {
            ++surprises;
          }
          unanswered.Count();
        });
        if (i % 16 == 0) smartcar.Revoke();
        if (i % 5 == 0) cancellation->Cancel();
        if (i % 50 == 0) manager->status();
        if (i % 64 == 0) {
          credentials.Set({absl::StrCat("secret-", i), "secret-0"});
          manager->OnCredentialsChanged(credentials.Get());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(unanswered.Wait(), 0);
  for (const std::atomic<int>& answered : answers) EXPECT_EQ(answered.load(), 1);
  EXPECT_EQ(surprises.load(), 0);
  EXPECT_GT(fine.load(), 0);
  EXPECT_GT(events.load(), 0);
  EXPECT_FALSE(smartcar.two_at_once.load());
}

TEST(TokenManagerThreads, DestructionMidFlightAnswersEveryoneOnceAndTouchesNothingAfterwards) {
  FakeClock clock;
  ThreadExecutor executor;
  for (int round = 0; round < 300; ++round) {
    constexpr int kCalls = 8;
    std::atomic<int> answers{0};
    {
      // Gone right after the manager: whatever still used them would be noticed.
      FakeSmartcar smartcar;
      FakeCredentials credentials;
      std::atomic<int> events{0};
      auto created = TokenManager::Create(
          TokenPolicy(), credentials, smartcar, clock, executor, [] { return 0.5; },
          [&](const TokenEvent&) { ++events; });
      ASSERT_TRUE(created.ok());
      const std::unique_ptr<TokenManager> manager = *std::move(created);
      for (int i = 0; i < kCalls; ++i) {
        manager->GetToken(clock.Now() + absl::Hours(1), std::make_shared<Cancellation>(),
                          [&](TokenResult) { ++answers; });
        if (i == round % kCalls) std::this_thread::yield();
      }
    }
    EXPECT_EQ(answers.load(), kCalls);
  }
}

}  // namespace
}  // namespace smartcar_gateway
