// Tests of bad configurations: what each is told, word by word.
#include <sys/stat.h>

#include <map>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "server/config/config_loader.h"
#include "server/config/testing.h"

namespace smartcar_gateway {
namespace {

using Variables = std::map<std::string, std::string>;

const Variables& Credentials() {
  static const auto& variables =
      *new Variables{{"SMARTCAR_CLIENT_ID", "client_1"}, {"SMARTCAR_CLIENT_SECRET", "s3cr3t"}};
  return variables;
}

class ConfigViolations : public testing::Test {
 protected:
  // The message for this file; its path is written `f`.
  std::string Message(const std::string& yaml, const Variables& variables = Credentials()) {
    return MessageFor(folder_.Write("f.yaml", yaml), variables);
  }

  std::string MessageFor(const std::string& path, const Variables& variables = Credentials()) {
    const absl::StatusOr<LoadedConfig> loaded = LoadConfig(path, FakeEnvironment(variables));
    if (loaded.ok()) return "(accepted)";
    EXPECT_EQ(loaded.status().code(), absl::StatusCode::kInvalidArgument);
    if (path.empty()) return std::string(loaded.status().message());
    return absl::StrReplaceAll(loaded.status().message(), {{path, "f"}});
  }

  TestFolder folder_;
};

TEST_F(ConfigViolations, EachIsNamedByPlaceAndPath) {
  struct Case {
    const char* yaml;
    const char* message;
  };
  const Case cases[] = {
      // Keys.
      {"smartcar:\n  client_secret_fil: x\n",
       "f:2:3: smartcar.client_secret_fil: unknown key; did you mean client_secret_file?"},
      {"lissten: x\n", "f:1:1: lissten: unknown key; did you mean listen?"},
      {"banana: x\n",
       "f:1:1: banana: unknown key; the keys here are listen, server, smartcar, deadlines, log, "
       "shutdown, batch, state_dir, quota, cache, retry, breaker, commands, access, audit"},
      {"client_id: x\n", "f:1:1: client_id: unknown key here; did you mean smartcar.client_id?"},
      {"log: {listen: x}\n", "f:1:7: log.listen: unknown key here; did you mean listen?"},
      {"listen: a:1\nlisten: b:1\n", "f:2:1: listen: is here twice; the first is in line 1"},
      {"? [a]\n: 1\n", "f:1:3: a key must be a word"},
      {"a\"\\e: 1\n",
       "f:1:1: a\\\"\\\\e: unknown key; the keys here are listen, server, smartcar, deadlines, "
       "log, shutdown, batch, state_dir, quota, cache, retry, breaker, commands, access, audit"},
      {"<<: {listen: x}\n",
       "f:1:1: <<: unknown key; the keys here are listen, server, smartcar, deadlines, log, "
       "shutdown, batch, state_dir, quota, cache, retry, breaker, commands, access, audit"},
      // Types.
      {"smartcar: x\n",
       "f:1:11: smartcar: must hold further keys (token_url, vehicle_base_url, "
       "management_base_url, compatibility_base_url, client_id, client_secret_file, ca_file, "
       "connect_timeout, max_reply_bytes, max_in_flight, client_secret_command, "
       "client_secret_interval), each in a line of its own, indented"},
      {"log: [level]\n",
       "f:1:6: log: must hold further keys (level, format), each in a line of its own, indented"},
      {"listen: [a]\n", "f:1:9: listen: must be a single value, not a list or further keys"},
      {"listen:\n  port: 1\n", "f:2:3: listen: must be a single value, not a list or further keys"},
      {"listen:\n", "f:1:1: listen: has no value; write one, or delete the line for the default"},
      {"listen: ~\n", "f:1:1: listen: has no value; write one, or delete the line for the default"},
      {"listen: \"a\\nb\"\n",
       "f:1:9: listen: has a line break or a control character in it; is a quotation mark "
       "missing?"},
      // Values.
      {"listen: 50051\n",
       "f:1:9: listen: must be host:port, such as 127.0.0.1:50051 or [::1]:50051"},
      {"deadlines: {max: 30}\n", "f:1:18: deadlines.max: \"30\" has no unit; did you mean 30s?"},
      {"deadlines: {max: 2h}\n",
       "f:1:18: deadlines.max: \"2h\" is out of range; it must be 1ms to 1h"},
      {"shutdown: {grace_period: -1s}\n",
       "f:1:26: shutdown.grace_period: \"-1s\" is out of range; it must be 0s to 1h"},
      {"shutdown: {grace_period: soon}\n",
       "f:1:26: shutdown.grace_period: \"soon\" is not a duration; write it like 500ms, 1.5s, 5m "
       "or 1h30m"},
      {"smartcar: {max_in_flight: 0}\n",
       "f:1:27: smartcar.max_in_flight: \"0\" is out of range; it must be 1 to 1000000"},
      {"smartcar: {max_in_flight: 99999999999}\n",
       "f:1:27: smartcar.max_in_flight: \"99999999999\" is out of range; it must be 1 to 1000000"},
      {"smartcar: {max_in_flight: 1KiB}\n",
       "f:1:27: smartcar.max_in_flight: \"1KiB\" is not a whole number"},
      {"smartcar: {max_reply_bytes: 1MB}\n",
       "f:1:29: smartcar.max_reply_bytes: \"1MB\" has an unknown unit; did you mean 1MiB?"},
      {"smartcar: {max_reply_bytes: 1GiB}\n",
       "f:1:29: smartcar.max_reply_bytes: \"1GiB\" is out of range; it must be 16KiB to 64MiB"},
      {"log: {level: warn}\n",
       "f:1:14: log.level: \"warn\" is none of trace, debug, info, warning, error, off; did you "
       "mean warning?"},
      {"log: {format: xml}\n", "f:1:15: log.format: \"xml\" is none of console, json"},
      {"smartcar: {token_url: http://127.0.0.1/}\n",
       "f:1:23: smartcar.token_url: must begin with https://: secrets and tokens never travel "
       "unencrypted"},
      {"smartcar: {vehicle_base_url: \"https://u:pw@host\"}\n",
       "f:1:30: smartcar.vehicle_base_url: must hold no user name or password before the host"},
      {"smartcar: {token_url: \"\"}\n", "f:1:23: smartcar.token_url: must not be empty"},
      {"smartcar: {ca_file: not/there}\n",
       "f:1:21: smartcar.ca_file: the file cannot be read: No such file or directory"},
      {"smartcar: {ca_file: /}\n", "f:1:21: smartcar.ca_file: is a directory, not a file"},
      {"smartcar: {ca_file: /dev/null}\n",
       "f:1:21: smartcar.ca_file: must be a regular file: it is read more than once"},
      // Values that do not fit together; the one that was written is pointed at.
      {"deadlines:\n  read_default: 400s\n",
       "f:2:17: deadlines.read_default: deadlines.read_default (6m40s) must not be longer than "
       "deadlines.max (5m30s)"},
      {"deadlines: {max: 100s}\n",
       "f:1:18: deadlines.max: deadlines.command_default (5m10s) must not be longer than "
       "deadlines.max (1m40s)"},
      {"deadlines: {read_default: 20ms}\n",
       "f:1:27: deadlines.read_default: deadlines.read_default (20ms) must be longer than "
       "deadlines.reserve (20ms)"},
      {"batch: {default_concurrency: 65}\n",
       "f:1:30: batch.default_concurrency: batch.default_concurrency (65) must not be more than "
       "batch.max_concurrency (64)"},
      {"batch: {max_concurrency: 15}\n",
       "f:1:26: batch.max_concurrency: batch.default_concurrency (16) must not be more than "
       "batch.max_concurrency (15)"},
      {"retry: {initial_backoff: 6s}\n",
       "f:1:26: retry.initial_backoff: retry.initial_backoff (6s) must not be more than "
       "retry.max_backoff (5s)"},
      {"breaker: {max_pause: 500ms}\n",
       "f:1:22: breaker.max_pause: breaker.initial_pause (1s) must not be more than "
       "breaker.max_pause (500ms)"},
      {"quota: {vehicle_month_soft_limit: 11, vehicle_month_hard_limit: 10}\n",
       "f:1:35: quota.vehicle_month_soft_limit: quota.vehicle_month_soft_limit (11) must not be "
       "more than quota.vehicle_month_hard_limit (10)"},
      {"batch: {max_concurrency: 0}\n",
       "f:1:26: batch.max_concurrency: \"0\" is out of range; it must be 1 to 1000"},
      {"deadlines: {reserve: 1m}\n",
       "f:1:22: deadlines.reserve: \"1m\" is out of range; it must be 0s to 10s"},
      // Syntax.
      {"listen: [a\n", "f:2:1: YAML syntax: end of sequence flow not found"},
      {"smartcar:\n\tclient_id: a\n",
       "f:2:11: YAML syntax: illegal map value; indent with spaces, a tab is not allowed"},
      {"listen: a: b\n", "f:1:10: YAML syntax: illegal map value"},
      {"listen: *there\n", "f:1:9: YAML syntax: the referenced anchor is not defined"},
      {"listen\n",
       "f:1:1: must hold keys (listen, server, smartcar, deadlines, log, shutdown, batch, "
       "state_dir, quota, cache, retry, breaker, commands, access, audit) and values, such as "
       "\"key: value\""},
      {"- listen\n",
       "f:1:1: must hold keys (listen, server, smartcar, deadlines, log, shutdown, batch, "
       "state_dir, quota, cache, retry, breaker, commands, access, audit) and values, such as "
       "\"key: value\""},
      {"listen: a:1\n---\nlisten: b:1\n",
       "f:3:1: a second document (after \"---\"); one file holds one document"},
      {", listen\n", "f:1:1: YAML syntax: a comma outside of [] and {}"},
      {"listen: a:1\n---\n, b\n", "f:3:1: YAML syntax: a comma outside of [] and {}"},
      {"listen: \"\\\xFF\"\n", "f:1:12: YAML syntax: unknown escape character"},
      {"log: {}\n\x01", "f:2:1: not a text file: it holds a control character"},
      // Secrets do not belong here.
      {"smartcar:\n  client_secret: s3cr3t\n",
       "f:2:3: smartcar.client_secret: a secret is not written into this file; put it into a file "
       "of its own and name that in smartcar.client_secret_file, or set the environment variable "
       "SMARTCAR_CLIENT_SECRET"},
  };
  for (const Case& c : cases) EXPECT_EQ(Message(c.yaml), c.message) << c.yaml;
}

TEST_F(ConfigViolations, WhatEncryptionNeedsIsNamed) {
  const std::string file = folder_.Write("pem", "x");
  const auto message = [&](const std::string& server) {
    return Message(absl::StrCat("server: ", absl::StrReplaceAll(server, {{"PEM", file}}), "\n"));
  };
  EXPECT_EQ(message("{tls: {cert_file: PEM}}"),
            "f:1:27: server.tls.cert_file: needs server.tls.key_file, the private key that "
            "belongs to it");
  EXPECT_EQ(message("{tls: {key_file: PEM}}"),
            "f:1:26: server.tls.key_file: needs server.tls.cert_file, the certificate that "
            "belongs to it");
  EXPECT_EQ(message("{tls: {client_ca_file: PEM}}\naccess: {policy_file: PEM}"),
            "f:1:32: server.tls.client_ca_file: needs server.tls.cert_file and "
            "server.tls.key_file: callers show certificates only on encrypted connections");
  EXPECT_EQ(message("{insecure: true, tls: {cert_file: PEM, key_file: PEM}}"),
            "f:1:20: server.insecure: contradicts server.tls, which encrypts every connection; "
            "delete one of them");
  EXPECT_EQ(message("{tls: {cert_file: not/there, key_file: PEM}}"),
            "f:1:27: server.tls.cert_file: the file cannot be read: No such file or directory");
}

TEST_F(ConfigViolations, IssuersMustBeWholeAndDistinct) {
  const std::string file = folder_.Write("keys", "x");
  const auto message = [&](const std::string& issuers) {
    return Message(absl::StrCat("access:\n  policy_file: ", file, "\n  jwt_issuers:\n",
                                absl::StrReplaceAll(issuers, {{"KEYS", file}})));
  };
  const std::string good =
      "  - {name: a, issuer: i, audiences: [us], jwks_file: KEYS}\n"
      "  - {name: b, issuer: j, audiences: [us, them], jwks_url: \"https://h/keys\"}\n";
  EXPECT_EQ(message(good), "(accepted)");
  EXPECT_EQ(message("  - {}\n"),
            "access.jwt_issuers[0].name: is not set; it stands in the names of this issuer's "
            "callers, jwt:NAME:SUB\n"
            "access.jwt_issuers[0].issuer: is not set; write what the issuer puts into \"iss\" of "
            "its tokens\n"
            "access.jwt_issuers[0].audiences: there is none; write what the issuer puts into "
            "\"aud\" of tokens for this gateway, so that no token for another service is "
            "accepted\n"
            "access.jwt_issuers[0].jwks_url: is not set, and neither is jwks_file; the issuer's "
            "public keys must come from one");
  EXPECT_EQ(message("  - {name: a, issuer: i, audiences: [us], jwks_url: \"https://h/\", "
                    "jwks_file: KEYS}\n"),
            "f:4:53: access.jwt_issuers[0].jwks_url: is set together with jwks_file; keep one of "
            "them");
  EXPECT_EQ(message("  - {name: a:b, issuer: i, audiences: [us], jwks_file: KEYS}\n"),
            "f:4:12: access.jwt_issuers[0].name: must not have a colon in it");
  EXPECT_EQ(message(absl::StrCat("  - {name: ", std::string(65, 'a'),
                                 ", issuer: i, audiences: [us], jwks_file: KEYS}\n")),
            "f:4:12: access.jwt_issuers[0].name: must not be longer than 64 characters");
  EXPECT_EQ(message("  - {name: a, issuer: i, audiences: [us], jwks_url: \"http://h/keys\"}\n"),
            "f:4:53: access.jwt_issuers[0].jwks_url: must begin with https://: secrets and tokens "
            "never travel unencrypted");
  EXPECT_EQ(message(good + "  - {name: a, issuer: j, audiences: [us], jwks_file: KEYS}\n"),
            "f:6:12: access.jwt_issuers[2].name: is that of another issuer, too; their callers "
            "could not be told apart\n"
            "f:6:23: access.jwt_issuers[2].issuer: is that of another entry, too; put the "
            "audiences of both into one entry");
}

TEST_F(ConfigViolations, KnownCallersNeedAPolicy) {
  const std::string file = folder_.Write("pem", "x");
  const std::string why =
      "access.policy_file: is not set, although callers are known (access.jwt_issuers or "
      "server.tls.client_ca_file): what no policy allows is refused, so without one nothing would "
      "be allowed";
  EXPECT_EQ(Message(absl::StrCat("access: {jwt_issuers: [{name: a, issuer: i, audiences: [us], "
                                 "jwks_file: ",
                                 file, "}]}\n")),
            why);
  EXPECT_EQ(Message(absl::StrCat("server: {tls: {cert_file: ", file, ", key_file: ", file,
                                 ", client_ca_file: ", file, "}}\n")),
            why);
}

TEST_F(ConfigViolations, PlaintextBeyondLoopbackMustBeMeant) {
  const std::string certificates =
      absl::StrCat("server: {tls: {cert_file: ", folder_.Write("c", "x"),
                   ", key_file: ", folder_.Write("k", "x"), "}}\n");
  for (const char* address : {"0.0.0.0:50051", "\"[::]:50051\"", "10.1.2.3:1", "gateway:1"}) {
    const std::string listen = absl::StrCat("listen: ", address, "\n");
    EXPECT_EQ(Message(listen),
              "f:1:9: listen: can be reached from other machines, so connections must be "
              "encrypted: set server.tls.cert_file and server.tls.key_file, or listen on "
              "127.0.0.1, or, if everybody on the path may read and change everything, set "
              "server.insecure: true");
    EXPECT_EQ(Message(listen + "server: {insecure: true}\n"), "(accepted)");
    EXPECT_EQ(Message(listen + certificates), "(accepted)");
  }
  EXPECT_EQ(Message("listen: 127.0.0.2:1\n"), "(accepted)");
  EXPECT_EQ(Message("listen: localhost:1\n" + certificates), "(accepted)");
}

TEST_F(ConfigViolations, AllAreReportedAtOnceInTheOrderOfTheFile) {
  EXPECT_EQ(Message("deadlines:\n"
                    "  read_default: 2h\n"
                    "  reserve: 5\n"
                    "listen: nowhere\n"
                    "smartcar:\n"
                    "  ca_file: not/there\n"
                    "  client_id: \"two words\"\n"
                    "  cafile: x\n"
                    "log: {level: loud}\n",
                    {}),
            "f:2:17: deadlines.read_default: \"2h\" is out of range; it must be 1ms to 1h\n"
            "f:3:12: deadlines.reserve: \"5\" has no unit; did you mean 5s?\n"
            "f:4:9: listen: must be host:port, such as 127.0.0.1:50051 or [::1]:50051\n"
            "f:6:12: smartcar.ca_file: the file cannot be read: No such file or directory\n"
            "f:7:14: smartcar.client_id: must be letters, digits and signs without spaces\n"
            "f:8:3: smartcar.cafile: unknown key; did you mean ca_file?\n"
            "f:9:14: log.level: \"loud\" is none of trace, debug, info, warning, error, off\n"
            "smartcar.client_secret_file: there is no client secret; name a file that holds it "
            "here or in the environment variable SMARTCAR_CLIENT_SECRET_FILE, or set "
            "SMARTCAR_CLIENT_SECRET to the secret itself, or name a command that prints it in "
            "smartcar.client_secret_command");
}

TEST_F(ConfigViolations, WithoutCredentialsBothAreAskedFor) {
  EXPECT_EQ(MessageFor("", {}),
            "smartcar.client_id: is not set; write it into the configuration file or set the "
            "environment variable SMARTCAR_CLIENT_ID\n"
            "smartcar.client_secret_file: there is no client secret; name a file that holds it "
            "here or in the environment variable SMARTCAR_CLIENT_SECRET_FILE, or set "
            "SMARTCAR_CLIENT_SECRET to the secret itself, or name a command that prints it in "
            "smartcar.client_secret_command");
}

TEST_F(ConfigViolations, VariablesAreNamed) {
  EXPECT_EQ(MessageFor("", {{"SMARTCAR_CLIENT_ID", "a\n"}, {"SMARTCAR_CLIENT_SECRET", "x"}}),
            "environment variable SMARTCAR_CLIENT_ID: smartcar.client_id: has a line break or a "
            "control character in it; is a quotation mark missing?");
  EXPECT_EQ(
      MessageFor("", {{"SMARTCAR_CLIENT_ID", "a"}, {"SMARTCAR_CLIENT_SECRET_FILE", "/not/there"}}),
      "environment variable SMARTCAR_CLIENT_SECRET_FILE: smartcar.client_secret_file: the "
      "file cannot be read: No such file or directory");
  EXPECT_EQ(MessageFor("", {{"SMARTCAR_CLIENT_ID", "a"},
                            {"SMARTCAR_CLIENT_SECRET_FILE", folder_.WriteUnreadable("loop")}}),
            "environment variable SMARTCAR_CLIENT_SECRET_FILE: smartcar.client_secret_file: the "
            "file cannot be read: Too many levels of symbolic links");
}

TEST_F(ConfigViolations, BothSecretVariablesAreOneTooMany) {
  EXPECT_EQ(MessageFor("", {{"SMARTCAR_CLIENT_ID", "a"},
                            {"SMARTCAR_CLIENT_SECRET", "s3cr3t"},
                            {"SMARTCAR_CLIENT_SECRET_FILE", folder_.Write("secret", "x")}}),
            "environment variable SMARTCAR_CLIENT_SECRET: is set together with "
            "SMARTCAR_CLIENT_SECRET_FILE; keep one of them");
}

TEST_F(ConfigViolations, SecretFileThatIsOpenToOthersIsRefused) {
  const std::string file = folder_.Write("secret", "s3cr3t");
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  EXPECT_EQ(MessageFor("", {{"SMARTCAR_CLIENT_ID", "a"}, {"SMARTCAR_CLIENT_SECRET_FILE", file}}),
            "environment variable SMARTCAR_CLIENT_SECRET_FILE: smartcar.client_secret_file: is "
            "open to other users (mode 0644): take that away with `chmod 640`, or in Kubernetes "
            "with `defaultMode: 0440` on the volume");
}

TEST_F(ConfigViolations, CommandAndFileAreOneTooMany) {
  const std::string file = folder_.Write("secret", "x");
  EXPECT_EQ(Message(absl::StrCat("smartcar:\n  client_id: a\n  client_secret_file: ", file,
                                 "\n  client_secret_command: [/bin/sh]\n"),
                    {}),
            "f:4:27: smartcar.client_secret_command: is set together with client_secret_file; "
            "keep one of them");
}

TEST_F(ConfigViolations, ProgramOfTheCommandMustBeThere) {
  const std::string not_a_program = folder_.Write("program", "x");
  const std::pair<std::string, std::string> cases[] = {
      {"/bin/sh", ""},
      {"sh", ""},
      {"/not/there", "there is no such program that the gateway may run"},
      {not_a_program, "there is no such program that the gateway may run"},
      {"/bin", "there is no such program that the gateway may run"},
      {"bin/sh", "must be an absolute path or the name of a program in PATH"},
      {"no-such-program",
       "there is no such program in PATH that the gateway may run; write its absolute path"},
      {"\"\"",
       "there is no such program in PATH that the gateway may run; write its absolute path"}};
  for (const auto& [program, text] : cases) {
    const std::string message =
        Message("smartcar: {client_id: a, client_secret_command: [" + program + "]}\n",
                {{"PATH", "/not/there:/usr/bin:/bin"}});
    EXPECT_EQ(message, text.empty()
                           ? "(accepted)"
                           : absl::StrCat("f:1:50: smartcar.client_secret_command[0]: ", text));
  }
}

TEST_F(ConfigViolations, SecretIsCheckedAndNeverRepeated) {
  for (const std::string& secret :
       {std::string("s3cr3t\n"), std::string(" s3cr3t"), std::string("s3cr3t "),
        std::string("s3cr3t\xC3\xB6"), std::string(" ")}) {
    EXPECT_EQ(MessageFor("", {{"SMARTCAR_CLIENT_ID", "a"}, {"SMARTCAR_CLIENT_SECRET", secret}}),
              "environment variable SMARTCAR_CLIENT_SECRET: must be printable ASCII without a line "
              "break or spaces around it");
  }
}

TEST_F(ConfigViolations, StringsInTheWrongPlaceAreNeverRepeated) {
  for (const char* key : {"listen", "smartcar.token_url", "smartcar.vehicle_base_url",
                          "smartcar.client_secret_file", "smartcar.ca_file"}) {
    const std::string path = key;
    const std::string yaml = absl::StartsWith(path, "smartcar.")
                                 ? absl::StrCat("smartcar: {", path.substr(9), ": \"s3cr3t\"}\n")
                                 : absl::StrCat(path, ": \"s3cr3t\"\n");
    const std::string message = Message(yaml, {{"SMARTCAR_CLIENT_ID", "a"}});
    EXPECT_TRUE(absl::StrContains(message, path)) << message;
    EXPECT_FALSE(absl::StrContains(message, "s3cr3t")) << message;
  }
}

TEST_F(ConfigViolations, FileThatCannotBeReadIsNamed) {
  EXPECT_EQ(MessageFor(folder_.path() + "/none.yaml"),
            "configuration file f cannot be read: No such file or directory");
  EXPECT_EQ(MessageFor(folder_.path()), "configuration file f is a directory, not a file");
  EXPECT_EQ(MessageFor(folder_.WriteUnreadable("loop")),
            "configuration file f cannot be read: Too many levels of symbolic links");
  EXPECT_EQ(Message(std::string((1 << 20) + 1, '#')),
            "configuration file f is larger than 1048576 bytes, so it is hardly the right file");
  EXPECT_EQ(Message(std::string(1 << 20, '#')), "(accepted)");
}

TEST_F(ConfigViolations, DeepNestingIsRefused) {
  EXPECT_EQ(Message(std::string(100000, '[')), "YAML syntax: nested too deeply");
}

}  // namespace
}  // namespace smartcar_gateway
