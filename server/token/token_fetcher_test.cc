// Tests of TokenFetcher.
#include "server/token/token_fetcher.h"

#include <utility>

#include "absl/types/optional.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"
#include "server/http/testing.h"

namespace smartcar_gateway {
namespace {

constexpr char kUrl[] = "https://iam.example/oauth2/token";

TEST(TokenFetcher, SendsTheFormAsASecretBody) {
  const absl::Time deadline = absl::FromUnixSeconds(1'800'000'015);
  const HttpRequest request =
      BuildTokenRequest(kUrl, "my id", Secret("a&b=c+d%e/\xC3\xA4~._-9"), deadline);
  EXPECT_EQ(request.method, HttpMethod::kPost);
  EXPECT_EQ(request.url, kUrl);
  EXPECT_TRUE(request.body.empty());
  EXPECT_EQ(request.bearer, nullptr);
  EXPECT_EQ(request.deadline, deadline);
  EXPECT_EQ(request.secret_body.Reveal(),
            "grant_type=client_credentials&client_id=my%20id"
            "&client_secret=a%26b%3Dc%2Bd%25e%2F%C3%A4~._-9");
  ASSERT_EQ(request.headers.size(), 2u);
  EXPECT_EQ(request.headers[0].name, "content-type");
  EXPECT_EQ(request.headers[0].value, "application/x-www-form-urlencoded");
  EXPECT_EQ(request.headers[1].name, "accept");
  EXPECT_EQ(request.headers[1].value, "application/json");
}

TEST(TokenFetcher, DeliversTheParsedAnswer) {
  FakeClock clock;
  FakeHttpTransport transport;
  TokenFetcher fetcher(kUrl, transport, clock);
  absl::optional<FetchOutcome> outcome;
  fetcher.Fetch("id", Secret("hush"), absl::InfiniteFuture(), std::make_shared<Cancellation>(),
                [&](FetchOutcome result) { outcome = std::move(result); });
  EXPECT_FALSE(outcome.has_value());
  ASSERT_TRUE(transport.Answer(Reply(200, R"({"access_token":"t1","expires_in":60})")));
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->kind, FetchOutcome::Kind::kToken);
  EXPECT_EQ(outcome->token->Reveal(), "t1");
  EXPECT_EQ(outcome->lifetime, absl::Seconds(60));
}

TEST(TokenFetcher, RetryAfterDatesAreResolvedByTheClock) {
  FakeClock clock;
  clock.Set(absl::FromUnixSeconds(1'800'000'000));
  FakeHttpTransport transport;
  transport.Script(Reply(429, "", {{"retry-after", "Fri, 15 Jan 2027 08:00:20 GMT"}}));
  TokenFetcher fetcher(kUrl, transport, clock);
  absl::optional<FetchOutcome> outcome;
  fetcher.Fetch("id", Secret("hush"), absl::InfiniteFuture(), std::make_shared<Cancellation>(),
                [&](FetchOutcome result) { outcome = std::move(result); });
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->kind, FetchOutcome::Kind::kThrottled);
  EXPECT_EQ(outcome->retry_after, absl::Seconds(20));
}

TEST(TokenFetcher, CancelAbortsTheRequest) {
  FakeClock clock;
  FakeHttpTransport transport;
  TokenFetcher fetcher(kUrl, transport, clock);
  const auto cancellation = std::make_shared<Cancellation>();
  absl::optional<FetchOutcome> outcome;
  fetcher.Fetch("id", Secret("hush"), absl::InfiniteFuture(), cancellation,
                [&](FetchOutcome result) { outcome = std::move(result); });
  cancellation->Cancel();
  EXPECT_EQ(transport.held(), 0u);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->kind, FetchOutcome::Kind::kUnavailable);
}

}  // namespace
}  // namespace smartcar_gateway
