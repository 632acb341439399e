// One token for all calls: how many are asked for, and what a 401 leads to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/token_fixture.h"

namespace smartcar_gateway {
namespace {

constexpr int kStorm = 500;

class TokenStormTest : public TokenTest {
 protected:
  TokenStormTest() : TokenTest({"--extra_vehicles=" + std::to_string(kStorm)}) {}
};

TEST_F(TokenTest, TenThousandConcurrentFirstCallsAskForOneToken) {
  QueueForToken({{"hold", "token"}});
  StartGateway();
  constexpr int kReads = 10'000;
  CallOptions patient;
  patient.deadline = 4 * kPatience;  // so many calls take a busy machine a while
  std::vector<std::unique_ptr<PendingRead>> reads;
  // The gateway gives a request for a token 15 seconds: on a machine too busy to start all calls by
  // then, the last ones find the token there.
  const auto release_at = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  bool released = false;
  ASSERT_TRUE(simulator_->WaitForHeld("token", 1));
  for (int i = 0; i < kReads; ++i) {
    reads.push_back(StartRead(car_, patient));
    if (released || std::chrono::steady_clock::now() < release_at) continue;
    simulator_->Release("token");
    released = true;
  }
  const long memory = gateway_->process().resident_kilobytes();  // NOLINT(runtime/int)
  if (!released) {
    EXPECT_EQ(ApiRequests(), 0);
    simulator_->Release("token");
  }
  int failed = 0;
  for (const auto& read : reads) failed += read->Wait().error.code != grpc::OK;
  EXPECT_EQ(failed, 0);
  EXPECT_GE(ApiRequests(), 1);  // reads that are alike may be shared
  EXPECT_EQ(TokenRequests(), 1);
  EXPECT_EQ(simulator_->TokensIssued(), 1);
  std::printf("%d concurrent first calls: %d token request, %d failures (%ld KB while waiting)\n",
              kReads, TokenRequests(), failed, memory);
}

TEST_F(TokenStormTest, StormOf401sCostsOneFetchAndOneReplayEach) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  const std::vector<Car> cars = ExtraCars();
  ASSERT_EQ(cars.size(), static_cast<size_t>(kStorm));
  simulator_->ClearRecord();
  simulator_->Queue({{"match", {{"path", kApi}}},
                     {"times", kStorm},
                     {"hold", "storm"},
                     {"status", 401},
                     {"body", ""}});
  const auto reads = StartReads(cars);
  ASSERT_TRUE(simulator_->WaitForHeld("storm", kStorm));
  simulator_->Release("storm");
  int failed = 0;
  for (const auto& read : reads) failed += read->Wait().error.code != grpc::OK;
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(TokenRequests(), 1);
  EXPECT_EQ(Refused(), kStorm);
  EXPECT_EQ(ApiRequests(), 2 * kStorm);
  std::printf("storm of %d 401s: %d fetch, %d replays, %d failures\n", kStorm, TokenRequests(),
              ApiRequests() - kStorm, failed);
}

TEST_F(TokenStormTest, Late401ForAnOldTokenStartsNoSecondFetch) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  const std::vector<Car> cars = ExtraCars();
  simulator_->ClearRecord();
  for (const char* name : {"early", "late"}) {
    simulator_->Queue({{"match", {{"path", kApi}}}, {"hold", name}, {"status", 401}, {"body", ""}});
  }
  const auto early = StartRead(cars[0]);
  ASSERT_TRUE(simulator_->WaitForHeld("early", 1));
  const auto late = StartRead(cars[1]);
  ASSERT_TRUE(simulator_->WaitForHeld("late", 1));
  simulator_->Release("early");
  EXPECT_THAT(early->Wait().error, Succeeds());
  EXPECT_EQ(TokenRequests(), 1);
  simulator_->Release("late");
  EXPECT_THAT(late->Wait().error, Succeeds());
  EXPECT_EQ(TokenRequests(), 1);
  EXPECT_EQ(ApiRequests(), 4);
}

TEST_F(TokenStormTest, RevokedTokenCostsOneFetchAndOneReplayPerCall) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  simulator_->ClearRecord();
  EXPECT_EQ(simulator_->RevokeTokens(), 1);
  const auto reads = StartReads(ExtraCars());
  for (const auto& read : reads) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(TokenRequests(), 1);
  const int refused = Refused();
  EXPECT_GE(refused, 1);
  EXPECT_LE(refused, kStorm);
  EXPECT_EQ(ApiRequests(), kStorm + refused);
}

TEST_F(TokenTest, CommandRefusedForItsTokenIsCarriedOutOnce) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  simulator_->ClearRecord();
  // An hour later for Smartcar, while the gateway still thinks that the token is good.
  simulator_->AdvanceClock(3601);
  EXPECT_THAT(Lock(), Succeeds());
  EXPECT_EQ(simulator_->CommandsCarriedOut(car_.vehicle_id), 1);
  const Json requests = simulator_->Recorded({"POST", kApi});
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].at("status"), 401);
  EXPECT_EQ(requests[1].at("status"), 200);
  EXPECT_NE(requests[0].at("headers").at("authorization"),
            requests[1].at("headers").at("authorization"));
  EXPECT_EQ(TokenRequests(), 1);
}

TEST_F(TokenTest, FreshTokenThatIsRefusedTooIsNotTheCallersFault) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  simulator_->ClearRecord();
  simulator_->Queue({{"match", {{"path", kApi}}}, {"times", -1}, {"status", 401}, {"body", ""}});
  const RichError read = Read();
  EXPECT_THAT(read, FailsWith(grpc::INTERNAL, "TOKEN_REJECTED"));
  EXPECT_EQ(ApiRequests(), 2);
  EXPECT_EQ(TokenRequests(), 1);
  const RichError lock = Lock();
  EXPECT_THAT(lock, FailsWith(grpc::INTERNAL, "TOKEN_REJECTED"));
  EXPECT_THAT(lock, HasMetadata("may_have_executed", "false"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Read().code, grpc::INTERNAL);
  EXPECT_EQ(TokenRequests(), 1) << "a refused fresh token starts no storm of fetches";
}

}  // namespace
}  // namespace smartcar_gateway
