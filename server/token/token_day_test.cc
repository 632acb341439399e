// Days of simulated time through everything that has to do with the token, from a call to the form
// that is posted: how many tokens are asked for, and what an outage costs.
#include <cstdio>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"
#include "server/token/authorizing_transport.h"
#include "server/token/testing.h"
#include "server/token/token_fetcher.h"
#include "server/token/token_manager.h"

namespace smartcar_gateway {
namespace {

constexpr char kTokenUrl[] = "https://token.example/oauth2/token";

// Smartcar as far as tokens go: issues one for an hour, and knows which are good.
class FakeSmartcar final : public HttpTransport {
 public:
  enum class Health { kWell, kRefusing, kSilent };

  explicit FakeSmartcar(const Clock& clock) : clock_(clock) {}

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override {
    if (request.url != kTokenUrl) {
      std::move(done)(Reply(Knows(request.bearer->Reveal()) ? 200 : 401, "{}"));
      return;
    }
    ++token_requests;
    if (health == Health::kSilent) {
      silent_ = std::move(done);
      cancellation->SetHook(
          [this] { std::move(silent_)(Failure(TransportError::kCancelled, Sent::kMaybe)); });
    } else if (health == Health::kRefusing) {
      std::move(done)(Failure(TransportError::kConnectFailed, Sent::kNo));
    } else {
      issued_at = clock_.Now();
      token_ = absl::StrCat("t", token_requests);
      std::move(done)(Reply(200, absl::StrCat(R"({"access_token":")", token_,
                                              R"(","token_type":"Bearer","expires_in":3600})")));
    }
  }

  Health health = Health::kWell;
  int token_requests = 0;
  absl::Time issued_at;

 private:
  bool Knows(absl::string_view token) const {
    // Only the latest counts: no call here is under way while a token is replaced.
    return token == token_ && clock_.Now() < issued_at + absl::Hours(1);
  }

  const Clock& clock_;
  std::string token_;
  Done silent_;
};

class TokenDay {
 public:
  explicit TokenDay(uint32_t seed) : random_(seed), executor_(&clock_), smartcar_(clock_) {
    fetcher_ = std::make_unique<TokenFetcher>(kTokenUrl, smartcar_, clock_);
    manager_ = *TokenManager::Create(
        TokenPolicy(), credentials_, *fetcher_, clock_, executor_,
        [this] { return std::uniform_real_distribution<double>(0, 1)(random_); }, nullptr);
    authorizing_ = std::make_unique<AuthorizingTransport>(*manager_, smartcar_);
  }

  FakeSmartcar& smartcar() { return smartcar_; }
  int failed_calls() const { return failed_calls_; }
  int calls() const { return calls_; }

  // A call each second.
  void Run(absl::Duration time) {
    for (int64_t second = 0; second < absl::ToInt64Seconds(time); ++second) {
      HttpRequest request;
      request.url = "https://vehicle.example/v3/vehicles";
      request.deadline = clock_.Now() + absl::Seconds(30);
      ++calls_;
      authorizing_->Start(
          std::move(request), std::make_shared<Cancellation>(), [this](HttpResult result) {
            failed_calls_ += result.error != TransportError::kNone || result.response.status != 200;
          });
      executor_.AdvanceBy(absl::Seconds(1));
    }
  }

 private:
  std::mt19937 random_;
  FakeClock clock_;
  ManualExecutor executor_;
  FakeCredentials credentials_;
  FakeSmartcar smartcar_;
  std::unique_ptr<TokenFetcher> fetcher_;
  std::unique_ptr<TokenManager> manager_;
  std::unique_ptr<AuthorizingTransport> authorizing_;
  int calls_ = 0;
  int failed_calls_ = 0;
};

TEST(TokenDay, ADayAtSteadyLoadCosts25TokenRequestsAtMost) {
  int most = 0;
  for (uint32_t seed = 1; seed <= 10; ++seed) {
    TokenDay day(seed);
    day.Run(absl::Hours(24));
    EXPECT_EQ(day.failed_calls(), 0);
    EXPECT_EQ(day.calls(), 86'400);
    most = std::max(most, day.smartcar().token_requests);
  }
  EXPECT_LE(most, 25);
  EXPECT_GE(most, 24);
  std::printf("a day with a call each second: %d token requests\n", most);
}

TEST(TokenDay, TokenEndpointDeadFor59MinutesOfATokensLifeCostsNoCall) {
  constexpr int kOutages = 200;
  int failed = 0;
  int requests = 0;
  for (const auto health : {FakeSmartcar::Health::kRefusing, FakeSmartcar::Health::kSilent}) {
    for (uint32_t seed = 1; seed <= kOutages / 2; ++seed) {
      SCOPED_TRACE(seed);
      TokenDay day(seed);
      day.Run(absl::Seconds(1));
      day.smartcar().health = health;
      day.Run(absl::Minutes(59) - absl::Seconds(1));
      requests += day.smartcar().token_requests - 1;
      day.smartcar().health = FakeSmartcar::Health::kWell;
      day.Run(absl::Minutes(5));
      EXPECT_EQ(day.failed_calls(), 0);
      failed += day.failed_calls();
    }
  }
  std::printf("token endpoint dead for 59 minutes, %d times: %d failed calls, %d tries each\n",
              kOutages, failed, requests / kOutages);
}

TEST(TokenDay, OutagePastExpiryFailsCallsAtOnceAndNoneAfterItIsNoticedToBeOver) {
  TokenDay day(1);
  day.Run(absl::Seconds(1));
  day.smartcar().health = FakeSmartcar::Health::kRefusing;
  day.Run(absl::Hours(2));
  // Served for 3,570 s, refused after that.
  EXPECT_NEAR(day.failed_calls(), 7'200 - 3'570, 2);
  const int failed = day.failed_calls();
  day.smartcar().health = FakeSmartcar::Health::kWell;
  day.Run(absl::Minutes(5));
  EXPECT_LE(day.failed_calls() - failed, 60) << "one step of the backoff, at its longest";
}

}  // namespace
}  // namespace smartcar_gateway
