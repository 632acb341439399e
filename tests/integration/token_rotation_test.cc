// The client secrets: rotated while running, refused, unreadable.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tests/support/token_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kInFlight = 200;

class TokenRotationTest : public TokenTest {
 protected:
  TokenRotationTest() : TokenTest({"--extra_vehicles=" + std::to_string(kInFlight)}) {}

  void StartGatewayWith(const std::string& secrets) {
    GatewayOptions options;
    path_ = NewScratchFolder("rotated") + "/secret";
    WriteFile(path_, secrets);
    options.config = {{"smartcar", {{"client_secret_file", path_}}}};
    StartGateway(options);
  }

  // The secret of each token request, in order.
  std::vector<std::string> SecretsUsed() const {
    std::vector<std::string> secrets;
    const Json requests = simulator_->Recorded({"", kTokenPath});
    for (const Json& request : requests) {
      const std::string body = request.at("body");
      const std::string key = "client_secret=";
      const size_t begin = body.find(key) + key.size();
      secrets.push_back(body.substr(begin, body.find('&', begin) - begin));
    }
    return secrets;
  }

  // Lines of the log that call for somebody.
  int Alerts() const {
    const std::string log = gateway_->process().err();
    int alerts = 0;
    for (size_t at = log.find(kAlert); at != std::string::npos; at = log.find(kAlert, at + 1)) {
      ++alerts;
    }
    return alerts;
  }

  static constexpr char kAlert[] = " error    token: ";
  std::string path_;
};

TEST_F(TokenRotationTest, RotationUnder200CallsInFlightCostsNoCallAndEndsTheUseOfTheOldSecret) {
  simulator_->SetSecrets({"old-secret"});
  StartGatewayWith("old-secret\n");
  ASSERT_THAT(Read(), Succeeds());
  const std::vector<Car> cars = ExtraCars();
  ASSERT_EQ(cars.size(), static_cast<size_t>(kInFlight));
  simulator_->Queue({{"match", {{"path", kApi}}}, {"times", kInFlight}, {"hold", "flight"}});
  const auto reads = StartReads(cars);
  ASSERT_TRUE(simulator_->WaitForHeld("flight", kInFlight));

  // A new one is made in the dashboard and put into the file, the old one deleted in both.
  simulator_->SetSecrets({"new-secret", "old-secret"});
  WriteFile(path_, "new-secret\nold-secret\n");
  ASSERT_TRUE(simulator_->WaitForCount({"", kTokenPath}, 2));
  ASSERT_TRUE(gateway_->process().WaitForErr("the new client secret (line 1) works"));
  simulator_->SetSecrets({"new-secret"});
  WriteFile(path_, "new-secret\n");
  ASSERT_TRUE(simulator_->WaitForCount({"", kTokenPath}, 3));
  simulator_->Release("flight");
  int failed = 0;
  for (const auto& read : reads) failed += read->Wait().error.code != grpc::OK;
  EXPECT_EQ(failed, 0);

  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_THAT(SecretsUsed(), ElementsAre("old-secret", "new-secret", "new-secret", "new-secret"));
  EXPECT_EQ(Alerts(), 0);
  const std::vector<std::string> used = SecretsUsed();
  std::printf("secret rotated while %d calls are in flight: %d failures; secrets used: %s\n",
              kInFlight, failed, absl::StrJoin(used, ", ").c_str());
}

TEST_F(TokenRotationTest, WrongNewSecretIsFoundOutAtOnceAndCostsNoCall) {
  simulator_->SetSecrets({"old-secret"});
  StartGatewayWith("old-secret\n");
  ASSERT_THAT(Read(), Succeeds());
  WriteFile(path_, "old-secret\nmistyped-secret\n");
  ASSERT_TRUE(gateway_->process().WaitForErr("the new client secret (line 2) does not work"));
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_THAT(SecretsUsed(), ElementsAre("old-secret", "mistyped-secret", "old-secret"));
  EXPECT_EQ(Alerts(), 1);
  EXPECT_THAT(gateway_->process().err(), Not(HasSubstr("mistyped-secret")));
}

TEST_F(TokenRotationTest, CorrectedFileEndsThePauseOfRefusedSecrets) {
  StartGatewayWith("wrong-1\nwrong-2\nwrong-3\n");
  ASSERT_TRUE(gateway_->process().WaitForErr(kAlert));
  for (int i = 0; i < 100; ++i) {
    const RichError error = Read();
    EXPECT_THAT(error, FailsWith(grpc::INTERNAL, "CREDENTIALS_REJECTED"));
    EXPECT_THAT(error.message, HasSubstr("operator"));
    EXPECT_THAT(error.message, Not(HasSubstr("wrong-")));
  }
  EXPECT_THAT(Lock(), HasMetadata("may_have_executed", "false"));
  EXPECT_THAT(SecretsUsed(), ElementsAre("wrong-1", "wrong-2", "wrong-3"));
  EXPECT_EQ(Alerts(), 1);
  EXPECT_THAT(gateway_->process().err(), HasSubstr("tried 3 secrets (line 1, line 2, line 3)"));
  EXPECT_EQ(ApiRequests(), 0);
  std::printf("all three secrets wrong: %d token requests for %d calls, %d alert\n",
              TokenRequests(), 101, Alerts());

  // The next try by itself would come after a quarter of a minute at least.
  WriteFile(path_, "simulator-secret-1\n");
  ASSERT_TRUE(simulator_->WaitForCount({"", kTokenPath}, 4));
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(TokenRotationTest, UnreadableFileLeavesTheLastGoodSecretsInForce) {
  StartGatewayWith("simulator-secret-1\n");
  ASSERT_THAT(Read(), Succeeds());
  WriteFile(path_, "");
  ASSERT_TRUE(gateway_->process().WaitForErr("the client secrets read before stay in force"));
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_THAT(SecretsUsed(), ElementsAre("simulator-secret-1", "simulator-secret-1"));
  EXPECT_EQ(Alerts(), 1) << "a gateway that starts anew would have no secret";
}

TEST_F(TokenRotationTest, SecondSecretOfTheFileIsTried) {
  GatewayOptions options;
  options.secret_file_content = "the-old-secret\nsimulator-secret-1\n";
  StartGateway(options);
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(TokenRequests(), 2);
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(TokenRequests(), 3) << "the secret that worked is the first to be used again";
}

TEST_F(TokenRotationTest, SecretFileIsReadAgainForEveryToken) {
  StartGatewayWith("simulator-secret-1\n");
  EXPECT_THAT(Read(), Succeeds());
  simulator_->SetSecrets({"a-new-secret"});
  WriteFile(path_, "a-new-secret\n");
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(SecretsUsed()[1], "a-new-secret");
}

}  // namespace
}  // namespace smartcar_gateway
