// The program from the operator's side: configuration, flags, exit codes, and what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/gateway_fixture.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kFailed = 1;
constexpr int kBadConfiguration = 2;

// Runs the gateway, which must end by itself.
Finished RunGateway(GatewayOptions options, const Simulator* simulator = nullptr) {
  return RunToEnd(GatewayCommand(simulator, options));
}

GatewayOptions With(const Json& config, std::vector<std::string> flags = {"--check_config"}) {
  GatewayOptions options;
  options.config = config;
  options.flags = std::move(flags);
  return options;
}

Finished RunBare(std::vector<std::string> arguments,
                 std::map<std::string, std::string> environment = {}) {
  return RunToEnd(
      {RunfilePath("server/smartcar_gateway"), std::move(arguments), std::move(environment)});
}

void ExpectRefused(const Finished& run, const std::string& why) {
  EXPECT_EQ(run.status, kBadConfiguration) << run.err;
  EXPECT_THAT(run.err, StartsWith("smartcar_gateway: "));
  EXPECT_THAT(run.err, HasSubstr(why));
  EXPECT_THAT(run.out, IsEmpty());
}

TEST(ConfigTest, GoodConfigurationIsCheckedAndNothingStarts) {
  const Finished run = RunGateway(With(Json::object()));
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "the configuration is good\n");
  EXPECT_THAT(run.err, IsEmpty());
}

TEST(ConfigTest, HelpIsWorthReading) {
  for (const char* flag : {"--help", "-h"}) {
    const Finished run = RunBare({flag});
    EXPECT_EQ(run.status, 0);
    EXPECT_THAT(run.out, AllOf(HasSubstr("--config"), HasSubstr("--check_config"),
                               HasSubstr("--print_config"), HasSubstr("SMARTCAR_CLIENT_ID"),
                               HasSubstr("grpcurl -plaintext"), HasSubstr("Exit codes")));
  }
}

TEST(ConfigTest, UnknownFlagsAreRefused) {
  const Finished run = RunBare({"--no_such_flag"});
  EXPECT_EQ(run.status, kBadConfiguration);
  EXPECT_THAT(run.err, HasSubstr("no_such_flag"));
}

TEST(ConfigTest, PrintedConfigurationIsCompleteAndCanBeUsed) {
  const Finished printed =
      RunGateway(With({{"log", {{"level", "warning"}}}, {"smartcar", {{"max_in_flight", 77}}}},
                      {"--print_config"}));
  ASSERT_EQ(printed.status, 0) << printed.err;
  EXPECT_THAT(printed.out,
              AllOf(HasSubstr("max_in_flight: 77"), HasSubstr("level: warning"),
                    HasSubstr("grace_period: 30s"), HasSubstr("client_id: \"client_simulator\""),
                    HasSubstr("max_reply_bytes:"), HasSubstr("read_default: 1m")))
      << printed.out;
  EXPECT_THAT(printed.out, Not(HasSubstr(kSimulatorSecret)));
  const std::string path = NewScratchFolder("printed") + "/printed.yaml";
  WriteFile(path, printed.out);
  const Finished again = RunBare({"--config=" + path, "--print_config"});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(again.out, printed.out);
}

TEST(ConfigTest, UnknownKeyIsNamedWithItsPlaceAndWhatWasMeant) {
  const Finished run = RunGateway(With({{"smartcar", {{"conect_timeout", "3s"}}}}));
  ExpectRefused(run, "smartcar.conect_timeout");
  EXPECT_THAT(run.err, HasSubstr("connect_timeout"));
}

TEST(ConfigTest, AllViolationsComeAtOnce) {
  const Finished run = RunGateway(With({{"listen", "nowhere"},
                                        {"log", {{"level", "loud"}}},
                                        {"smartcar",
                                         {{"token_url", "http://127.0.0.1/oauth2/token"},
                                          {"max_reply_bytes", "1KiB"},
                                          {"client_id", nullptr}}},
                                        {"deadlines", {{"max", "soon"}}},
                                        {"colour", "blue"}}));
  for (const char* key : {"listen", "log.level", "smartcar.token_url", "smartcar.max_reply_bytes",
                          "smartcar.client_id", "deadlines.max", "colour"}) {
    ExpectRefused(run, key);
  }
}

TEST(ConfigTest, UnusableSecretFilesAreNamed) {
  const std::string folder = NewScratchFolder("secrets");
  ExpectRefused(RunGateway(With({{"smartcar", {{"client_secret_file", folder + "/missing"}}}})),
                "smartcar.client_secret_file: the file cannot be read: No such file");
  ExpectRefused(RunGateway(With({{"smartcar", {{"client_secret_file", folder}}}})),
                "smartcar.client_secret_file: is a directory");
}

TEST(ConfigTest, SecretFilesWithoutASecretAreRefused) {
  for (const std::string& content :
       {std::string(), std::string("\n\n"), std::string("a\0b\n", 4),
        std::string("alpha\nbravo\ncharlie\ndelta\n"), std::string(100'000, 'x')}) {
    GatewayOptions options = With(Json::object());
    options.secret_file_content = content;
    const Finished run = RunGateway(options);
    EXPECT_EQ(run.status, kBadConfiguration) << content.substr(0, 20);
    EXPECT_THAT(run.err, HasSubstr("secret"));
    EXPECT_THAT(run.err, Not(HasSubstr("charlie")));
  }
}

TEST(ConfigTest, MissingFileIsNamed) {
  ExpectRefused(RunBare({"--config=/no/such/file.yaml"}), "/no/such/file.yaml");
}

TEST(ConfigTest, WithoutCredentialsItSaysWhatToSet) {
  const Finished run = RunBare({});
  ExpectRefused(run, "SMARTCAR_CLIENT_ID");
  EXPECT_THAT(run.err, HasSubstr("SMARTCAR_CLIENT_SECRET"));
}

TEST(ConfigTest, TwoSecretsInTheEnvironmentAreRefused) {
  const Finished run = RunBare({"--check_config"}, {{"SMARTCAR_CLIENT_ID", "client_x"},
                                                    {"SMARTCAR_CLIENT_SECRET", "hush-hush"},
                                                    {"SMARTCAR_CLIENT_SECRET_FILE", "/dev/null"}});
  ExpectRefused(run, "SMARTCAR_CLIENT_SECRET_FILE");
  EXPECT_THAT(run.err, Not(HasSubstr("hush-hush")));
}

TEST(ConfigTest, SecretOfTheEnvironmentIsHiddenWhenPrinted) {
  const Finished run = RunBare({"--print_config"}, {{"SMARTCAR_CLIENT_ID", "client_x"},
                                                    {"SMARTCAR_CLIENT_SECRET", "hush-hush"}});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("client_x"));
  EXPECT_THAT(run.out, Not(HasSubstr("hush-hush")));
}

TEST(ConfigTest, AddressInUseIsSaidPlainly) {
  const auto simulator = Simulator::Start();
  const auto first = Gateway::Start(*simulator);
  GatewayOptions options;
  options.config = {{"listen", first->address()}};
  const Finished second = RunGateway(options, simulator.get());
  EXPECT_EQ(second.status, kFailed);
  EXPECT_THAT(second.err, HasSubstr(first->address()));
  EXPECT_THAT(second.err, HasSubstr("port"));
  EXPECT_TRUE(first->process().running());
}

// A gateway whose first call fails because its upstream is not as it should be.
class BadStartTest : public ::testing::Test {
 protected:
  RichError FirstCall(GatewayOptions options) {
    gateway_ = Gateway::Start(*simulator_, std::move(options));
    const auto vehicles = v1::VehicleService::NewStub(gateway_->NewChannel());
    return Call(*vehicles, &Vehicles::ListSignals,
                For<v1::ListSignalsRequest>(Fleet(*simulator_).Tesla()))
        .error;
  }

  void ExpectCleanStop() {
    gateway_->process().Signal(SIGTERM);
    EXPECT_EQ(gateway_->process().WaitForExit(), 0) << gateway_->process().err();
  }

  const std::unique_ptr<Simulator> simulator_ = Simulator::Start();
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(BadStartTest, SecretFileWithoutASecretIsToldInTheLog) {
  GatewayOptions options;
  options.secret_file_content = "\n";
  const RichError error = FirstCall(options);
  // It may be about to be replaced, so callers may come again; nothing was sent.
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  EXPECT_THAT(error.message, HasSubstr("cannot read its client secret"));
  EXPECT_EQ(simulator_->Count(), 0);
  EXPECT_THAT(gateway_->process().err(), AllOf(HasSubstr("error"), HasSubstr("/secret")));
  ExpectCleanStop();
}

TEST_F(BadStartTest, UnreachableTokenEndpointStillListens) {
  GatewayOptions options;
  options.config = {{"smartcar", {{"token_url", "https://127.0.0.1:1/oauth2/token"}}}};
  const RichError error = FirstCall(options);
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  EXPECT_THAT(error.message, HasSubstr("127.0.0.1:1"));
  EXPECT_TRUE(error.retry_info.has_value());
  ExpectCleanStop();
}

TEST_F(BadStartTest, UnreachableVehicleApiWasNotSentAnything) {
  GatewayOptions options;
  options.config = {{"smartcar", {{"vehicle_base_url", "https://127.0.0.1:1/v3"}}}};
  const RichError error = FirstCall(options);
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNREACHABLE"));
  EXPECT_THAT(error.message, HasSubstr("connection refused"));
  const auto vehicles = v1::VehicleService::NewStub(gateway_->NewChannel());
  const RichError lock =
      Call(*vehicles, &Vehicles::LockDoors, For<v1::LockDoorsRequest>(Fleet(*simulator_).Tesla()))
          .error;
  EXPECT_THAT(lock, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNREACHABLE"));
  EXPECT_THAT(lock, HasMetadata("may_have_executed", "false"));
  ExpectCleanStop();
}

TEST_F(BadStartTest, UnknownHostIsUnreachable) {
  GatewayOptions options;
  options.config = {{"smartcar", {{"vehicle_base_url", "https://no-such-host.invalid/v3"}}}};
  const RichError error = FirstCall(options);
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "UPSTREAM_UNREACHABLE"));
  EXPECT_THAT(error.message, HasSubstr("no-such-host.invalid"));
}

TEST_F(BadStartTest, StrangersCertificateIsRefused) {
  GatewayOptions options;
  // Trusts the authorities of the system only, which never heard of the simulator.
  options.config = {{"smartcar", {{"ca_file", nullptr}}}};
  const RichError error = FirstCall(options);
  EXPECT_THAT(error, FailsWith(grpc::UNAVAILABLE, "TOKEN_UNAVAILABLE"));
  EXPECT_THAT(error.message, HasSubstr("certificate"));
  EXPECT_EQ(simulator_->Count(), 0) << "the secret went to a stranger";
  ExpectCleanStop();
}

TEST_F(BadStartTest, CredentialsMayComeFromTheEnvironment) {
  GatewayOptions options;
  options.config = {{"smartcar", {{"client_id", nullptr}, {"client_secret_file", nullptr}}}};
  options.environment = {{"SMARTCAR_CLIENT_ID", "client_simulator"},
                         {"SMARTCAR_CLIENT_SECRET", kSimulatorSecret}};
  EXPECT_THAT(FirstCall(options), Succeeds());
}

TEST_F(BadStartTest, JsonLogsHaveOneObjectALine) {
  GatewayOptions options;
  options.config = {{"log", {{"level", "trace"}, {"format", "json"}}}};
  simulator_->Queue({{"match", {{"path", kApi}}},
                     {"status", 404},
                     {"headers", {{"sc-request-id", "with \"quotes\" and \\"}}},
                     {"body", "x"}});
  EXPECT_EQ(FirstCall(options).code, grpc::NOT_FOUND);
  ExpectCleanStop();
  std::istringstream log(gateway_->process().err());
  std::string line;
  int lines = 0;
  while (std::getline(log, line)) {
    ++lines;
    const Json entry = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    ASSERT_TRUE(entry.is_object()) << line;
    for (const char* member : {"time", "level", "message"}) EXPECT_TRUE(entry.contains(member));
  }
  EXPECT_GE(lines, 4);
}

}  // namespace
}  // namespace smartcar_gateway
