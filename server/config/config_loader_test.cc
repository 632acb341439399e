// Tests of good configurations: defaults, precedence, printing.
#include "server/config/config_loader.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/base/proto_duration.h"
#include "server/config/testing.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

const char kSecret[] = "s3cr3t-of-the-environment";

LoadedConfig Load(const std::string& path, const Environment& environment) {
  absl::StatusOr<LoadedConfig> loaded = LoadConfig(path, environment);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() ? *std::move(loaded) : LoadedConfig{};
}

Environment Credentials() {
  return FakeEnvironment({{"SMARTCAR_CLIENT_ID", "client_1"}, {"SMARTCAR_CLIENT_SECRET", kSecret}});
}

TEST(ConfigLoader, DefaultsAreSmartcarsOwnHostsOnLoopback) {
  const LoadedConfig loaded = Load("", Credentials());
  const configv1::GatewayConfig& config = loaded.config;
  EXPECT_EQ(config.listen(), "127.0.0.1:50051");
  EXPECT_EQ(config.server().max_receive_message_bytes(), 1048576u);
  EXPECT_EQ(config.server().max_concurrent_streams(), 20000u);
  EXPECT_EQ(config.smartcar().token_url(), "https://iam.smartcar.com/oauth2/token");
  EXPECT_EQ(config.smartcar().vehicle_base_url(), "https://vehicle.api.smartcar.com/v3");
  EXPECT_EQ(config.smartcar().management_base_url(), "https://management.api.smartcar.com/v3");
  EXPECT_EQ(config.smartcar().compatibility_base_url(),
            "https://compatibility.api.smartcar.com/v3");
  EXPECT_EQ(config.smartcar().ca_file(), "");
  EXPECT_EQ(FromProtoDuration(config.smartcar().connect_timeout()), absl::Seconds(10));
  EXPECT_EQ(config.smartcar().max_reply_bytes(), 1048576u);
  EXPECT_EQ(config.smartcar().max_in_flight(), 20000u);
  EXPECT_EQ(FromProtoDuration(config.deadlines().read_default()), absl::Seconds(60));
  EXPECT_EQ(FromProtoDuration(config.deadlines().command_default()), absl::Seconds(310));
  EXPECT_EQ(FromProtoDuration(config.deadlines().max()), absl::Seconds(330));
  EXPECT_EQ(FromProtoDuration(config.deadlines().reserve()), absl::Milliseconds(20));
  EXPECT_EQ(config.log().level(), configv1::LOG_LEVEL_INFO);
  EXPECT_EQ(config.log().format(), configv1::LOG_FORMAT_CONSOLE);
  EXPECT_EQ(FromProtoDuration(config.shutdown().grace_period()), absl::Seconds(30));
  EXPECT_EQ(config.batch().default_concurrency(), 16u);
  EXPECT_EQ(config.batch().max_concurrency(), 64u);
}

TEST(ConfigLoader, EmptyFilesAndKeysWithoutFieldsMeanDefaults) {
  TestFolder folder;
  const std::string defaults = PrintConfig(Load("", Credentials()));
  for (const char* yaml :
       {"", "\n\n", "# nothing\n", "---\n", "{}", "smartcar:\nlog: {}\n",
        "\xEF\xBB\xBF# a byte order mark\n", "smartcar:\r\n# lines of DOS\r\n"}) {
    EXPECT_EQ(PrintConfig(Load(folder.Write("c.yaml", yaml), Credentials())), defaults) << yaml;
  }
}

TEST(ConfigLoader, EveryKeyOfTheFileIsRead) {
  TestFolder folder;
  const std::string ca_file = folder.Write("ca.pem", "x");
  const std::string path =
      folder.Write("c.yaml", absl::StrCat(R"(
listen: "[::1]:0"
server:
  max_receive_message_bytes: 64KiB
  max_concurrent_streams: 5
  tls: {cert_file: ")",
                                          ca_file, R"(", key_file: ")", ca_file,
                                          R"(", client_ca_file: ")", ca_file,
                                          R"(", client_certificates: optional}
  insecure: false
  max_metadata_bytes: 2KiB
  handshake_timeout: 2s
  keepalive_time: 11s
  keepalive_timeout: 3s
  min_ping_interval: 4s
  max_connection_idle: 5s
  max_connection_age: 6s
  reflection: false
  max_connection_memory_bytes: 128MiB
  max_connections: 7
smartcar:
  token_url: https://localhost:8443/oauth2/token
  vehicle_base_url: https://localhost:8443/v3/
  management_base_url: https://[::1]:8443//
  compatibility_base_url: https://127.0.0.1:8443
  client_id: client_2
  ca_file: ")",
                                          ca_file, R"("
  connect_timeout: 1.5s
  max_reply_bytes: 16384
  max_in_flight: 7
  client_secret_command: [/bin/sh, read]
  client_secret_interval: 10s
deadlines: {read_default: 500ms, command_default: 5m, max: 1h, reserve: 0s}
log: {level: off, format: json}
shutdown: {grace_period: 1h}
batch: {default_concurrency: 2, max_concurrency: 3}
state_dir: /s
quota: {enabled: false, burst: 2, refill_per_minute: 3, max_queue_length: 4, max_queue_time: 5s,
        vehicle_month_soft_limit: 6, vehicle_month_hard_limit: 7}
cache: {max_bytes: 1KiB, default_max_age: 2s, negative_max_age: 3s, share_calls: false}
retry: {max_attempts: 1, initial_backoff: 2ms, max_backoff: 3ms, budget_percent: 4,
        budget_reserve: 5}
breaker: {failures: 0, initial_pause: 2s, max_pause: 3s}
commands: {request_id_window: 2h}
access:
  policy_file: ")",
                                          ca_file, R"("
  jwt_issuers:
    - {name: a, issuer: b, audiences: [c, d], jwks_file: ")",
                                          ca_file, R"("}
    - {name: e, issuer: f, audiences: [g], jwks_url: "https://h/", ca_file: ")",
                                          ca_file, R"(",
       jwks_refresh: 2s, clock_skew: 0s}
audit: {file: a, max_file_bytes: 64KiB, max_files: 2, sync: never, on_failure: continue}
)"));
  const LoadedConfig loaded = Load(path, FakeEnvironment({}));
  EXPECT_EQ(PrintConfig(loaded), absl::StrCat(R"(listen: "[::1]:0"
server:
  max_receive_message_bytes: 64KiB
  max_concurrent_streams: 5
  tls:
    cert_file: ")",
                                              ca_file, R"("
    key_file: ")",
                                              ca_file, R"("
    client_ca_file: ")",
                                              ca_file, R"("
    client_certificates: optional
  insecure: false
  max_metadata_bytes: 2KiB
  handshake_timeout: 2s
  keepalive_time: 11s
  keepalive_timeout: 3s
  min_ping_interval: 4s
  max_connection_idle: 5s
  max_connection_age: 6s
  reflection: false
  max_connection_memory_bytes: 128MiB
  max_connections: 7
smartcar:
  token_url: "https://localhost:8443/oauth2/token"
  vehicle_base_url: "https://localhost:8443/v3"
  management_base_url: "https://[::1]:8443"
  compatibility_base_url: "https://127.0.0.1:8443"
  client_id: "client_2"
  ca_file: ")",
                                              ca_file, R"("
  connect_timeout: 1.5s
  max_reply_bytes: 16KiB
  max_in_flight: 7
  client_secret_command:
    - "/bin/sh"
    - "read"
  client_secret_interval: 10s
deadlines:
  read_default: 500ms
  command_default: 5m
  max: 1h
  reserve: 0
log:
  level: off
  format: json
shutdown:
  grace_period: 1h
batch:
  default_concurrency: 2
  max_concurrency: 3
state_dir: "/s"
quota:
  enabled: false
  burst: 2
  refill_per_minute: 3
  max_queue_length: 4
  max_queue_time: 5s
  vehicle_month_soft_limit: 6
  vehicle_month_hard_limit: 7
cache:
  max_bytes: 1KiB
  default_max_age: 2s
  negative_max_age: 3s
  share_calls: false
retry:
  max_attempts: 1
  initial_backoff: 2ms
  max_backoff: 3ms
  budget_percent: 4
  budget_reserve: 5
breaker:
  failures: 0
  initial_pause: 2s
  max_pause: 3s
commands:
  request_id_window: 2h
access:
  policy_file: ")",
                                              ca_file, R"("
  jwt_issuers:
    - name: "a"
      issuer: "b"
      audiences:
        - "c"
        - "d"
      jwks_file: ")",
                                              ca_file, R"("
      ca_file: ""
      jwks_refresh: 5m
      clock_skew: 30s
    - name: "e"
      issuer: "f"
      audiences:
        - "g"
      jwks_file: ""
      jwks_url: "https://h/"
      ca_file: ")",
                                              ca_file, R"("
      jwks_refresh: 2s
      clock_skew: 0
audit:
  file: "a"
  max_file_bytes: 64KiB
  max_files: 2
  sync: never
  on_failure: continue
)"));
  EXPECT_FALSE(loaded.client_secret.has_value());
}

TEST(ConfigLoader, PrintedConfigLoadsAsTheSameConfig) {
  TestFolder folder;
  const std::string name = folder.Write("a \"strange\" name: ö # no comment", "x");
  const LoadedConfig loaded = Load("", FakeEnvironment({{"SMARTCAR_CLIENT_ID", "client_1"},
                                                        {"SMARTCAR_CLIENT_SECRET_FILE", name}}));
  const std::string printed = PrintConfig(loaded);
  const LoadedConfig again = Load(folder.Write("c.yaml", printed), FakeEnvironment({}));
  EXPECT_EQ(again.config.SerializeAsString(), loaded.config.SerializeAsString());
  EXPECT_EQ(PrintConfig(again), printed);
}

TEST(ConfigLoader, SecretOfTheEnvironmentIsNeverPrinted) {
  TestFolder folder;
  const LoadedConfig loaded = Load("", Credentials());
  ASSERT_TRUE(loaded.client_secret.has_value());
  EXPECT_EQ(loaded.client_secret->Reveal(), kSecret);
  EXPECT_FALSE(absl::StrContains(loaded.config.SerializeAsString(), kSecret));
  const std::string printed = PrintConfig(loaded);
  EXPECT_FALSE(absl::StrContains(printed, kSecret));
  EXPECT_TRUE(absl::StrContains(printed, "client_secret: \"(hidden)\""));
  EXPECT_EQ(PrintConfig(Load(folder.Write("c.yaml", printed), Credentials())), printed);
}

TEST(ConfigLoader, EnvironmentOverridesTheFile) {
  TestFolder folder;
  const std::string other = folder.Write("other", "x");
  // What is overridden need not exist.
  const std::string path = folder.Write("c.yaml",
                                        "smartcar:\n"
                                        "  client_id: of_the_file\n"
                                        "  client_secret_file: not/there\n");
  const LoadedConfig by_file =
      Load(path, FakeEnvironment({{"SMARTCAR_CLIENT_ID", "of_the_environment"},
                                  {"SMARTCAR_CLIENT_SECRET_FILE", other}}));
  EXPECT_EQ(by_file.config.smartcar().client_id(), "of_the_environment");
  EXPECT_EQ(by_file.config.smartcar().client_secret_file(), other);
  EXPECT_FALSE(by_file.client_secret.has_value());

  const LoadedConfig by_value = Load(path, FakeEnvironment({{"SMARTCAR_CLIENT_SECRET", kSecret}}));
  EXPECT_EQ(by_value.config.smartcar().client_id(), "of_the_file");
  EXPECT_FALSE(by_value.config.smartcar().has_client_secret_file());
  EXPECT_TRUE(by_value.client_secret.has_value());
}

TEST(ConfigLoader, EnvironmentTakesThePlaceOfACommand) {
  TestFolder folder;
  const std::string file = folder.Write("secret", "x");
  const std::string path =
      folder.Write("c.yaml", "smartcar: {client_id: a, client_secret_command: [/not/there, x]}\n");
  const LoadedConfig by_file = Load(path, FakeEnvironment({{"SMARTCAR_CLIENT_SECRET_FILE", file}}));
  EXPECT_EQ(by_file.config.smartcar().client_secret_command_size(), 0);
  EXPECT_EQ(by_file.config.smartcar().client_secret_file(), file);
  const LoadedConfig by_value = Load(path, FakeEnvironment({{"SMARTCAR_CLIENT_SECRET", kSecret}}));
  EXPECT_EQ(by_value.config.smartcar().client_secret_command_size(), 0);
  EXPECT_TRUE(by_value.client_secret.has_value());
}

TEST(ConfigLoader, SecretIsForgottenInTheRealEnvironment) {
  ASSERT_EQ(setenv("SMARTCAR_CLIENT_SECRET", kSecret, 1), 0);
  const char* const shown = getenv("SMARTCAR_CLIENT_SECRET");
  ForgetSecretInProcessEnvironment();
  EXPECT_EQ(ProcessEnvironment()("SMARTCAR_CLIENT_SECRET"), absl::nullopt);
  EXPECT_EQ(std::string(shown), "") << "the bytes themselves are gone";
  ForgetSecretInProcessEnvironment();
}

TEST(ConfigLoader, EmptyVariablesCountAsNotSet) {
  TestFolder folder;
  const std::string secret_file = folder.Write("secret", "x");
  const std::string path = folder.Write(
      "c.yaml",
      absl::StrCat("smartcar: {client_id: a, client_secret_file: \"", secret_file, "\"}\n"));
  const LoadedConfig loaded = Load(path, FakeEnvironment({{"SMARTCAR_CLIENT_ID", ""},
                                                          {"SMARTCAR_CLIENT_SECRET", ""},
                                                          {"SMARTCAR_CLIENT_SECRET_FILE", ""}}));
  EXPECT_EQ(loaded.config.smartcar().client_id(), "a");
  EXPECT_EQ(loaded.config.smartcar().client_secret_file(), secret_file);
}

TEST(ConfigLoader, ProcessEnvironmentIsTheRealOne) {
  ASSERT_EQ(setenv("SMARTCAR_CLIENT_ID", "from_setenv", 1), 0);
  EXPECT_EQ(ProcessEnvironment()("SMARTCAR_CLIENT_ID"), "from_setenv");
  ASSERT_EQ(unsetenv("SMARTCAR_CLIENT_ID"), 0);
  EXPECT_EQ(ProcessEnvironment()("SMARTCAR_CLIENT_ID"), absl::nullopt);
}

}  // namespace
}  // namespace smartcar_gateway
