// Where client secrets come from: a file as Kubernetes mounts it, a file that is closed or open to
// others, a command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/token_fixture.h"
#include "tests/support/wait.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNewWorks[] = "the new client secret (line 1) works";

class SecretSourcesTest : public TokenTest {
 protected:
  static GatewayOptions WithSecrets(const Json& smartcar) {
    GatewayOptions options;
    options.config = {{"smartcar", smartcar}};
    return options;
  }

  // A program that prints the file `vault`; first it runs what `Hook` has written.
  GatewayOptions WithCommand() {
    WriteFile(folder_ + "/vault", "the-first-secret\n");
    WriteFile(folder_ + "/hook", "");
    WriteFile(folder_ + "/ask", absl::StrCat("#!/bin/sh\n. ", folder_, "/hook\nexec cat \"$1\"\n"));
    EXPECT_EQ(chmod((folder_ + "/ask").c_str(), 0700), 0);
    return WithSecrets({{"client_secret_file", nullptr},
                        {"client_secret_command", {folder_ + "/ask", folder_ + "/vault"}},
                        {"client_secret_interval", "10s"}});
  }
  void Hook(const std::string& script) const { WriteFile(folder_ + "/hook", script); }

  bool Logged(const std::string& text) const { return gateway_->process().WaitForErr(text); }

  const std::string folder_ = NewScratchFolder("secrets");
};

TEST_F(SecretSourcesTest, KubernetesSwapOfSymbolicLinksIsARotation) {
  // As the kubelet does it: the link `..data` is replaced by one to a new folder.
  const auto write = [&](const std::string& version, const std::string& secret) {
    const std::string data = absl::StrCat(folder_, "/..", version);
    std::filesystem::create_directory(data);
    WriteFile(data + "/client_secret", secret);
    EXPECT_EQ(chmod((data + "/client_secret").c_str(), 0440), 0);
    std::filesystem::create_symlink(".." + version, folder_ + "/..data_tmp");
    std::filesystem::rename(folder_ + "/..data_tmp", folder_ + "/..data");
  };
  write("2026_01_01", "the-first-secret\n");
  std::filesystem::create_symlink("..data/client_secret", folder_ + "/client_secret");
  simulator_->SetSecrets({"the-first-secret"});
  StartGateway(WithSecrets({{"client_secret_file", folder_ + "/client_secret"}}));
  ASSERT_THAT(Read(), Succeeds());

  simulator_->SetSecrets({"the-second-secret", "the-first-secret"});
  write("2026_01_02", "the-second-secret\n");
  ASSERT_TRUE(Logged(kNewWorks));
  simulator_->SetSecrets({"the-second-secret"});
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(SecretSourcesTest, FileThatOthersCanReadIsRefusedAtTheStart) {
  const std::string file = folder_ + "/secret";
  WriteFile(file, "the-first-secret\n");
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{}, std::vector<std::string>{"--check_config"}}) {
    GatewayOptions options = WithSecrets({{"client_secret_file", file}});
    options.flags = flags;
    const Finished run = RunToEnd(GatewayCommand(simulator_.get(), options));
    EXPECT_EQ(run.status, 2);
    EXPECT_THAT(run.err, AllOf(HasSubstr("smartcar.client_secret_file: is open to other users"),
                               HasSubstr("chmod 640"), HasSubstr("defaultMode: 0440")));
  }
}

TEST_F(SecretSourcesTest, FileThatIsOpenedToOthersLaterIsNotUsedAndTheOldSecretIs) {
  const std::string file = folder_ + "/secret";
  WriteFile(file, "the-first-secret\n");
  simulator_->SetSecrets({"the-first-secret", "the-second-secret"});
  StartGateway(WithSecrets({{"client_secret_file", file}}));
  ASSERT_THAT(Read(), Succeeds());
  ASSERT_EQ(chmod(file.c_str(), 0644), 0);
  WriteFile(file, "the-second-secret\n");
  ASSERT_TRUE(Logged("is open to other users (mode 0644)"));
  ASSERT_TRUE(Logged("the client secrets read before stay in force"));
  EXPECT_THAT(gateway_->process().err(), HasSubstr(" error    token: client secret file"));
  simulator_->SetSecrets({"the-first-secret"});
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());

  simulator_->SetSecrets({"the-second-secret", "the-first-secret"});
  ASSERT_EQ(chmod(file.c_str(), 0640), 0);
  EXPECT_TRUE(Logged("the client secrets can be read again"));
  EXPECT_TRUE(Logged(kNewWorks));
}

TEST_F(SecretSourcesTest, NewSecretOfTheCommandIsUsedBeforeTheOldOneIsWithdrawn) {
  simulator_->SetSecrets({"the-first-secret"});
  StartGateway(WithCommand());
  ASSERT_THAT(Read(), Succeeds());
  simulator_->SetSecrets({"the-second-secret", "the-first-secret"});
  WriteFile(folder_ + "/vault", "the-second-secret\n");
  int failed = 0;
  ASSERT_TRUE(Eventually([&] {
    failed += Read().code != grpc::OK;
    return gateway_->process().err().find(kNewWorks) != std::string::npos;
  }));
  simulator_->SetSecrets({"the-second-secret"});
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
  EXPECT_EQ(failed, 0);
}

TEST_F(SecretSourcesTest, CommandIsRunAtOnceWhenSmartcarRefusesItsSecrets) {
  simulator_->SetSecrets({"the-first-secret"});
  StartGateway(WithCommand());
  ASSERT_THAT(Read(), Succeeds());
  simulator_->SetSecrets({"the-second-secret"});
  WriteFile(folder_ + "/vault", "the-second-secret\n");
  simulator_->RevokeTokens();
  Read();  // starts it all; whether it fails depends on who is quicker
  ASSERT_TRUE(Logged(kNewWorks));
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(SecretSourcesTest, CommandThatFailsLaterLeavesTheOldSecretInForce) {
  simulator_->SetSecrets({"the-first-secret"});
  StartGateway(WithCommand());
  ASSERT_THAT(Read(), Succeeds());
  Hook("echo hush-hush-hush; echo hush-hush-hush >&2; exit 7\n");
  ASSERT_TRUE(Logged("client_secret_command ended with exit code 7"));
  ASSERT_TRUE(Logged("the client secrets read before stay in force"));
  EXPECT_THAT(gateway_->process().err(),
              AllOf(HasSubstr(" error    token: client_secret_command"), Not(HasSubstr("hush"))));
  simulator_->RevokeTokens();
  EXPECT_THAT(Read(), Succeeds());
}

TEST_F(SecretSourcesTest, CommandThatFailsAtTheStartEndsIt) {
  const GatewayOptions good = WithCommand();
  const struct {
    const char* hook;
    const char* text;
  } cases[] = {
      {"echo hush-hush-hush; echo hush-hush-hush >&2; exit 7\n",
       "client_secret_command ended with exit code 7: run it by hand"},
      {"exit 0\n", "client_secret_command prints what is empty; it should print one to three"},
      {"kill -9 $$\n", "client_secret_command was ended by signal 9"},
  };
  for (const auto& c : cases) {
    Hook(c.hook);
    for (const bool check : {false, true}) {
      GatewayOptions options = good;
      if (check) options.flags = {"--check_config"};
      const Finished run = RunToEnd(GatewayCommand(simulator_.get(), options));
      EXPECT_EQ(run.status, check ? 2 : 1) << run.err;
      EXPECT_THAT(run.err, AllOf(HasSubstr(c.text), Not(HasSubstr("hush"))));
    }
  }
}

TEST_F(SecretSourcesTest, GatewayStopsAlthoughTheCommandHangs) {
  simulator_->SetSecrets({"the-first-secret"});
  StartGateway(WithCommand());
  ASSERT_THAT(Read(), Succeeds());
  Hook(absl::StrCat("echo yes >", folder_, "/hangs; sleep 1000\n"));
  ASSERT_TRUE(Eventually([&] { return std::filesystem::exists(folder_ + "/hangs"); }));
  vehicles_ = nullptr;
  gateway_->process().Signal(SIGTERM);
  EXPECT_EQ(gateway_->process().WaitForExit(), 0);
}

}  // namespace
}  // namespace smartcar_gateway
