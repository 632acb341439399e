// Fixture of the token manager's tests: everything around it is driven by hand.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_FIXTURE_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/token/testing.h"
#include "server/token/token_manager.h"

namespace smartcar_gateway {

// Of a token of one hour, with `random_` 0: expiring soon, and expired, after it was obtained.
inline const absl::Duration kSoon =
    ScheduleToken(TokenPolicy(), absl::Hours(1), absl::ZeroDuration(), 0).refresh_after;
inline constexpr absl::Duration kUsable = absl::Seconds(3570);

// One GetToken() and what came of it.
struct TokenCall {
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  int answers = 0;
  TokenResult result;

  bool done() const { return answers == 1; }
  // The token, or why there is none.
  std::string token() const {
    if (answers != 1) return answers == 0 ? "(waiting)" : "(answered twice)";
    return result.kind == TokenResult::Kind::kToken ? std::string(result.token->Reveal())
                                                    : "(" + result.message + ")";
  }
};

class TokenManagerTest : public ::testing::Test {
 protected:
  using Kind = TokenResult::Kind;

  TokenManagerTest() : wall_(steady_), executor_(&steady_) { Create(TokenPolicy()); }

  void Create(const TokenPolicy& policy) {
    manager_.reset();
    auto created = TokenManager::Create(
        policy, credentials_, fetcher_, wall_, executor_, [this] { return random_; },
        [this](const TokenEvent& event) { events_.push_back(event); });
    ASSERT_TRUE(created.ok()) << created.status();
    manager_ = *std::move(created);
  }

  std::shared_ptr<TokenCall> Get(absl::Duration timeout = absl::Minutes(5)) {
    auto call = std::make_shared<TokenCall>();
    manager_->GetToken(wall_.Now() + timeout, call->cancellation, [call](TokenResult result) {
      ++call->answers;
      call->result = std::move(result);
    });
    return call;
  }

  // Lets the flight reach the fetcher, and answers it.
  void Land(FetchOutcome outcome) {
    executor_.RunDue();
    ASSERT_TRUE(fetcher_.Answer(std::move(outcome))) << "no fetch was under way";
  }

  void HaveToken(const std::string& token, absl::Duration lifetime = absl::Hours(1)) {
    manager_->Prefetch();
    Land(FetchedToken(token, lifetime));
    ASSERT_EQ(Get()->token(), token);
  }

  size_t Events(TokenEvent::Kind kind) const {
    size_t count = 0;
    for (const TokenEvent& event : events_) count += event.kind == kind ? 1 : 0;
    return count;
  }
  std::string LastEvent() const { return events_.empty() ? "" : events_.back().text; }

  FakeClock steady_;
  SettableClock wall_;
  ManualExecutor executor_;
  FakeCredentials credentials_;
  FakeFetcher fetcher_;
  double random_ = 0;
  std::vector<TokenEvent> events_;
  std::unique_ptr<TokenManager> manager_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_MANAGER_FIXTURE_H_
