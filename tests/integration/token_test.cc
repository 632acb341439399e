// The access token seen from outside: how many are asked for, and what callers are told when there
// is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/gateway_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using PendingRead = PendingCall<v1::ListSignalsRequest, v1::ListSignalsResponse>;

// Each test has both processes for itself.
class TokenTest : public ::testing::Test {
 protected:
  // Each read is a call of its own here.
  void StartGateway(GatewayOptions options = {}) {
    options.config["cache"] = {{"share_calls", false}};
    gateway_ = Gateway::Start(*simulator_, std::move(options));
    vehicles_ = v1::VehicleService::NewStub(gateway_->NewChannel());
  }

  RichError Read() const {
    return Call(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car_)).error;
  }

  RichError Lock() const {
    return Call(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car_)).error;
  }

  std::vector<std::unique_ptr<PendingRead>> StartReads(int count) const {
    std::vector<std::unique_ptr<PendingRead>> reads;
    for (int i = 0; i < count; ++i) {
      reads.push_back(StartCall(vehicles_->async(), &Vehicles::async::ListSignals,
                                For<v1::ListSignalsRequest>(car_)));
    }
    return reads;
  }

  // Answered by the gateway itself, and in the order of one connection: whatever was started before
  // has arrived by then.
  void WaitUntilAllHaveArrived() const {
    EXPECT_EQ(Call(*vehicles_, &Vehicles::GetVehicle, v1::GetVehicleRequest()).error.code,
              grpc::INVALID_ARGUMENT);
  }

  int TokenRequests() const { return simulator_->Count({"", kTokenPath}); }
  int ApiRequests() const { return simulator_->Count({"", kApi}); }

  void QueueForToken(Json fault) const {
    fault["match"] = {{"path", kTokenPath}};
    simulator_->Queue(fault);
  }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  // A car of which nothing is stored, so that a thousand reads of it are quick.
  const Car car_ = Fleet(*simulator_).BrandNew();
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
};

TEST_F(TokenTest, ThousandConcurrentReadsAskForOneToken) {
  QueueForToken({{"hold", "token"}});
  StartGateway();
  constexpr int kReads = 1000;
  const auto reads = StartReads(kReads);
  WaitUntilAllHaveArrived();
  ASSERT_TRUE(simulator_->WaitForHeld("token", 1));
  EXPECT_EQ(ApiRequests(), 0);
  simulator_->Release("token");
  for (const auto& read : reads) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(ApiRequests(), kReads);
  EXPECT_EQ(TokenRequests(), 1);
  EXPECT_EQ(simulator_->TokensIssued(), 1);
  std::printf("%d concurrent reads: %d token request\n", kReads, TokenRequests());
}

TEST_F(TokenTest, RevokedTokenCostsOneFetchAndOneReplayPerCall) {
  StartGateway();
  ASSERT_THAT(Read(), Succeeds());
  simulator_->ClearRecord();
  EXPECT_EQ(simulator_->RevokeTokens(), 1);
  constexpr int kReads = 100;
  const auto reads = StartReads(kReads);
  for (const auto& read : reads) EXPECT_THAT(read->Wait().error, Succeeds());
  EXPECT_EQ(TokenRequests(), 1);
  int refused = 0;
  for (const Json& request : simulator_->Recorded({"", kApi})) refused += request["status"] == 401;
  EXPECT_GE(refused, 1);
  EXPECT_LE(refused, kReads);
  EXPECT_EQ(ApiRequests(), kReads + refused);
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

TEST_F(TokenTest, WrongSecretIsForTheOperatorAndNotRetriedByCalls) {
  GatewayOptions options;
  options.secret_file_content = "a-wrong-secret\n";
  StartGateway(options);
  for (int i = 0; i < 100; ++i) {
    const RichError error = Read();
    EXPECT_THAT(error, FailsWith(grpc::INTERNAL, "CREDENTIALS_REJECTED"));
    EXPECT_THAT(error.message, HasSubstr("operator"));
    EXPECT_THAT(error.message, Not(HasSubstr("a-wrong-secret")));
  }
  EXPECT_THAT(Lock(), HasMetadata("may_have_executed", "false"));
  EXPECT_EQ(TokenRequests(), 1);
  EXPECT_EQ(ApiRequests(), 0);
  EXPECT_THAT(gateway_->process().err(), HasSubstr("error"));
}

TEST_F(TokenTest, SecondSecretOfTheFileIsTried) {
  GatewayOptions options;
  options.secret_file_content = "the-old-secret\nsimulator-secret-1\n";
  StartGateway(options);
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(TokenRequests(), 2);
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(TokenRequests(), 3) << "the secret that worked is the first to be used again";
}

TEST_F(TokenTest, SecretFileIsReadAgainForEveryToken) {
  GatewayOptions options;
  const std::string path = NewScratchFolder("rotated") + "/secret";
  WriteFile(path, "simulator-secret-1\n");
  options.config = {{"smartcar", {{"client_secret_file", path}}}};
  StartGateway(options);
  EXPECT_THAT(Read(), Succeeds());
  simulator_->SetSecrets({"a-new-secret"});
  WriteFile(path, "a-new-secret\n");
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(TokenRequests(), 2);
}

}  // namespace
}  // namespace smartcar_gateway
