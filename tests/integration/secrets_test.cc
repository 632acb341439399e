// No secret and no token leaves the gateway but towards Smartcar: not in a log at the most verbose
// level, not in an error, not in a printed configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::Not;
using ::testing::SizeIs;

// It looks different in a form, in JSON and in a URL.
constexpr char kSecret[] = "S3cr3t/with+odd&\"characters\"=and%more";
constexpr char kSecretInAForm[] = "S3cr3t%2Fwith%2Bodd%26%22characters%22%3Dand%25more";
constexpr char kOldSecret[] = "an-old-secret-that-was-rotated";

class SecretsTest : public ::testing::Test {
 protected:
  void StartGateway(const std::string& log_format) {
    options_.config = {{"log", {{"level", "trace"}, {"format", log_format}}}};
    options_.secret_file_content = std::string(kOldSecret) + "\n" + kSecret + "\n";
    gateway_ = Gateway::Start(*simulator_, options_);
    const auto channel = gateway_->NewChannel();
    vehicles_ = v1::VehicleService::NewStub(channel);
    connections_ = v1::ConnectionService::NewStub(channel);
  }

  // Calls, and keeps all that the caller gets to see.
  template <typename Stub, typename Request, typename Response>
  void See(Stub& stub,
           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           const Request& request) {
    CallOptions options;
    options.deadline = std::chrono::seconds(10);
    const auto reply = Call(stub, method, request, options);
    seen_ += reply.error.message + reply.error.details + reply.response.DebugString();
  }

  void SeeReadsAndCommands() {
    const Fleet fleet(*simulator_);
    for (const Car& car : {fleet.Tesla(), fleet.Asleep(), fleet.Lapsed(), fleet.LookOnly(),
                           Car{"nobody", "nothing", ""}, Car{}}) {
      See(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
      See(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car));
      See(*vehicles_, &Vehicles::StartCharge, For<v1::StartChargeRequest>(car));
      auto limit = For<v1::SetChargeLimitRequest>(car);
      limit.set_limit_percent(75);
      See(*vehicles_, &Vehicles::SetChargeLimit, limit);
    }
    See(*connections_, &Connections::ListConnections, v1::ListConnectionsRequest());
  }

  void SeeFault(Json fault) {
    fault["match"] = {{"path", kApi}};
    simulator_->Queue(fault);
    const Car car = Fleet(*simulator_).Tesla();
    See(*vehicles_, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(car));
    simulator_->Queue(fault);
    See(*vehicles_, &Vehicles::ListSignals, For<v1::ListSignalsRequest>(car));
    simulator_->ClearFaults();
  }

  // The tokens that were used, read from the simulator's record.
  std::set<std::string> Tokens() {
    std::set<std::string> tokens;
    for (const Json& request : simulator_->Recorded({"", kApi})) {
      tokens.insert(request.at("headers").at("authorization").get<std::string>().substr(7));
    }
    return tokens;
  }

  // No part of a secret that is long enough to be of use may be seen.
  void ExpectNowhere(const std::string& needle, const std::string& haystack, const char* where) {
    constexpr size_t kPart = 12;
    for (size_t i = 0; i + kPart <= needle.size(); ++i) {
      ASSERT_FALSE(absl::StrContains(haystack, needle.substr(i, kPart)))
          << "part of a secret is in " << where << ": " << needle.substr(i, kPart);
    }
  }

  void StopGateway() {
    vehicles_ = nullptr;
    connections_ = nullptr;
    gateway_->process().Signal(SIGTERM);
    EXPECT_EQ(gateway_->process().WaitForExit(), 0);
    log_ += gateway_->process().err() + gateway_->process().out();
  }

  // After the gateway has stopped.
  void ExpectNoSecrets() {
    GatewayOptions print = options_;
    print.flags = {"--print_config"};
    const Finished printed = RunToEnd(GatewayCommand(simulator_.get(), print));
    const std::set<std::string> tokens = Tokens();
    std::vector<std::string> needles = {kSecret, kSecretInAForm, kOldSecret};
    for (const std::string& token : tokens) {
      // The first part of each is the same well-known JSON.
      const std::vector<std::string> parts = absl::StrSplit(token, '.');
      needles.insert(needles.end(), parts.begin() + 1, parts.end());
    }
    for (const std::string& needle : needles) {
      ExpectNowhere(needle, log_, "the log");
      ExpectNowhere(needle, seen_, "what callers see");
      ExpectNowhere(needle, printed.out + printed.err, "the printed configuration");
    }
    EXPECT_THAT(log_, Not(::testing::HasSubstr("Bearer ")));
    EXPECT_THAT(log_, Not(::testing::HasSubstr("client_secret=")));
  }

  GatewayOptions options_;
  const std::unique_ptr<Simulator> simulator_ =
      Simulator::Start({std::string("--client_secrets=") + kSecret});
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<Vehicles> vehicles_;
  std::unique_ptr<Connections> connections_;
  std::string seen_;
  std::string log_;
};

TEST_F(SecretsTest, NothingOfWhatCallersAndOperatorsSeeHoldsASecret) {
  StartGateway("console");
  SeeReadsAndCommands();
  for (const int status : {302, 400, 401, 403, 404, 409, 418, 429, 430, 500, 501, 502, 503, 504}) {
    SeeFault({{"status", status}, {"body", "<html>"}});
  }
  for (const char* point : {"before", "after", "mid_body"}) SeeFault({{"break", point}});
  SeeFault({{"pad_body_to", 2 << 20}});
  simulator_->RevokeTokens();
  SeeReadsAndCommands();
  StopGateway();
  EXPECT_THAT(Tokens(), SizeIs(::testing::Ge(2)));
  ExpectNoSecrets();
}

TEST_F(SecretsTest, AlsoNotWhenSmartcarQuotesTheTokenBack) {
  StartGateway("json");
  SeeReadsAndCommands();
  const std::string token = simulator_->LastToken();
  const Json error = {{"type", "SERVER"},
                      {"code", token},
                      {"description", "you sent Authorization: Bearer " + token},
                      {"statusCode", 500},
                      {"resolution", {{"type", token}, {"url", "https://x.example/?t=" + token}}}};
  for (const int status : {200, 202, 302, 400, 403, 409, 429, 500}) {
    SeeFault({{"status", status},
              {"body", error},
              {"headers",
               {{"location", "https://x.example/?token=" + token},
                {"sc-request-id", token},
                {"retry-after", token}}}});
  }
  StopGateway();
  ExpectNoSecrets();
}

TEST_F(SecretsTest, AlsoNotWhenTheTokenEndpointFailsAndEchoesThem) {
  const std::string echo = std::string("not valid: ") + kSecret + " " + kOldSecret;
  for (const int status : {200, 400, 401, 403, 429, 500}) {
    simulator_->ClearFaults();
    simulator_->Queue({{"match", {{"path", kTokenPath}}},
                       {"times", -1},
                       {"status", status},
                       {"body", {{"error", "invalid_request"}, {"error_description", echo}}}});
    StartGateway("json");
    SeeReadsAndCommands();
    StopGateway();
  }
  EXPECT_GE(simulator_->Count({"", kTokenPath}), 6);
  EXPECT_THAT(Tokens(), SizeIs(0));
  ExpectNoSecrets();
}

}  // namespace
}  // namespace smartcar_gateway
