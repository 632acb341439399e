// The token endpoint in trouble: what callers are told, and when it costs no call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "tests/support/token_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

// Tokens that live for seconds. They are served for three quarters of that.
class ShortLivedTokenTest : public TokenTest {
 protected:
  ShortLivedTokenTest() : TokenTest({"--token_lifetime=8s"}) {}
};

TEST_F(ShortLivedTokenTest, PastExpiryCallsFailAtOnceAndRecoverWithTheEndpoint) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  QueueForToken({{"times", -1}, {"status", 503}, {"body", "<html>"}});
  int served = 0;
  RichError error;
  ASSERT_TRUE(Eventually([&] {
    error = Read();
    served += error.code == grpc::OK;
    return error.code != grpc::OK;
  }));
  EXPECT_GT(served, 0);

  constexpr int kCalls = 200;
  const int tries = TokenRequests();
  const int sent = ApiRequests();
  std::vector<double> milliseconds;
  for (int i = 0; i < kCalls; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    const RichError failed = Read();
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
    EXPECT_THAT(failed, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
    EXPECT_TRUE(failed.retry_info.has_value());
  }
  EXPECT_LT(TokenRequests() - tries, kCalls / 4) << "no call has a fetch of its own";
  EXPECT_EQ(ApiRequests(), sent) << "nothing is sent without a token";
  std::nth_element(milliseconds.begin(), milliseconds.begin() + kCalls / 2, milliseconds.end());
  std::printf("token endpoint dead past expiry: a call fails after %.2f ms (median of %d)\n",
              milliseconds[kCalls / 2], kCalls);

  simulator_->ClearFaults();
  const int issued = simulator_->TokensIssued();
  EXPECT_TRUE(Eventually([&] { return Read().code == grpc::OK; }));
  EXPECT_EQ(simulator_->TokensIssued(), issued + 1);
  EXPECT_EQ(Refused(), 0) << "an expired token was sent";
}

TEST_F(ShortLivedTokenTest, EndpointDeadForMostOfATokensLifeCostsNoCall) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  QueueForToken({{"times", -1}, {"status", 503}, {"body", "<html>"}});
  int calls = 0;
  int failed = 0;
  const auto call_until = [&](auto condition) {
    return Eventually([&] {
      ++calls;
      failed += Read().code != grpc::OK;
      return condition();
    });
  };
  // Until the refresh has failed, which is in the last quarter of the token's usable life.
  ASSERT_TRUE(call_until([&] { return TokenRequests() > 1; }));
  simulator_->ClearFaults();
  ASSERT_TRUE(call_until([&] { return simulator_->TokensIssued() > 1; }));
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Refused(), 0) << "an expired token was sent";
  std::printf("token endpoint dead for most of a token's life: %d calls, %d failed\n", calls,
              failed);
}

TEST_F(TokenTest, TokenEndpointDownAtStartIsUnavailableAndRecovers) {
  QueueForToken({{"times", -1}, {"status", 503}, {"body", "<html>"}});
  StartGateway();
  ASSERT_TRUE(simulator_->WaitForCount({"", kTokenPath}, 1));
  const RichError read = Read();
  EXPECT_THAT(read, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  ASSERT_TRUE(read.retry_info.has_value());
  EXPECT_LE(read.retry_info->retry_delay().seconds(), 60);
  const RichError lock = Lock();
  EXPECT_THAT(lock, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  EXPECT_THAT(lock, HasMetadata("may_have_executed", "false"));
  EXPECT_EQ(ApiRequests(), 0);
  simulator_->ClearFaults();
  EXPECT_TRUE(Eventually([&] { return Read().code == grpc::OK; }));
}

TEST_F(TokenTest, CallsDoNotHammerATokenEndpointThatAsksForPatience) {
  QueueForToken(
      {{"times", -1}, {"status", 429}, {"headers", {{"retry-after", "600"}}}, {"body", "{}"}});
  StartGateway();
  ASSERT_TRUE(simulator_->WaitForCount({"", kTokenPath}, 1));
  for (int i = 0; i < 100; ++i) {
    const RichError error = Read();
    EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
    ASSERT_TRUE(error.retry_info.has_value());
    EXPECT_GT(error.retry_info->retry_delay().seconds(), 500);
  }
  EXPECT_EQ(TokenRequests(), 1);
}

TEST_F(TokenTest, BrokenTokenRepliesAreUnavailable) {
  for (const Json& fault : std::vector<Json>{
           {{"status", 200}, {"body", "<html>hello</html>"}},
           {{"status", 200}, {"body", {{"token_type", "Bearer"}}}},
           {{"status", 200}, {"body", {{"access_token", "a\r\nx-evil: 1"}, {"expires_in", 60}}}},
           {{"status", 302}, {"headers", {{"location", "https://127.0.0.1:1/"}}}, {"body", ""}},
           {{"break", "before"}},
           {{"break", "mid_body"}, {"apply", true}}}) {
    SCOPED_TRACE(fault.dump());
    simulator_->ClearFaults();
    Json repeated = fault;
    repeated["times"] = -1;
    QueueForToken(repeated);
    StartGateway();
    EXPECT_THAT(Read(), FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  }
  EXPECT_EQ(ApiRequests(), 0);
}

}  // namespace
}  // namespace smartcar_gateway
