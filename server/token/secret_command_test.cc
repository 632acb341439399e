// Tests of running a command that prints secrets: real programs, bounded by themselves.
#include "server/token/secret_command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SecretCommandTest : public ::testing::Test {
 protected:
  SecretCommandTest() : folder_(::testing::TempDir() + "/secret_command.XXXXXX") {
    EXPECT_NE(mkdtemp(&folder_[0]), nullptr);
  }

  absl::StatusOr<Secret> Shell(const std::string& script) {
    SecretCommand command;
    command.arguments = {"sh", "-c", script};
    command.timeout = timeout_;
    return RunSecretCommand(command, stop_);
  }

  std::string Printed(const std::string& script) {
    const absl::StatusOr<Secret> printed = Shell(script);
    return printed.ok() ? std::string(printed->Reveal()) : printed.status().ToString();
  }

  void ExpectFails(const std::string& script, absl::StatusCode code, const std::string& text) {
    const absl::Status status = Shell(script).status();
    EXPECT_EQ(status.code(), code) << script;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(text), Not(HasSubstr("hush"))));
  }

  std::string folder_;
  absl::Duration timeout_ = absl::Minutes(5);
  std::atomic<bool> stop_{false};
};

TEST_F(SecretCommandTest, BringsAllThatIsPrintedAsItIs) {
  EXPECT_EQ(Printed("printf 'one\\ntwo\\n'"), "one\ntwo\n");
  EXPECT_EQ(Printed("true"), "");
  EXPECT_EQ(Printed("head -c 65536 /dev/zero | tr '\\0' x").size(), 65536u);
  EXPECT_EQ(Printed("exec >&-; true"), "") << "output closed long before the end";
}

TEST_F(SecretCommandTest, ArgumentsReachTheProgramWithoutAShell) {
  const absl::StatusOr<Secret> printed =
      RunSecretCommand({{"printf", "%s|", "$HOME", "a b", ";id", ""}}, stop_);
  ASSERT_TRUE(printed.ok()) << printed.status();
  EXPECT_EQ(printed->Reveal(), "$HOME|a b|;id||");
}

TEST_F(SecretCommandTest, FailureSaysTheExitCodeAndShowsNothingElse) {
  ExpectFails("echo hush; echo hush >&2; exit 3", absl::StatusCode::kFailedPrecondition,
              "ended with exit code 3: run it by hand");
  ExpectFails("echo hush; kill -TERM $$", absl::StatusCode::kFailedPrecondition,
              "was ended by signal 15");
  const absl::Status missing = RunSecretCommand({{"no-such-program-hush"}}, stop_).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), Not(HasSubstr("hush")));
}

TEST_F(SecretCommandTest, CommandThatPrintsWithoutEndIsKilled) {
  ExpectFails("exec yes hush", absl::StatusCode::kFailedPrecondition, "prints more than 64 KiB");
}

TEST_F(SecretCommandTest, CommandThatHangsIsKilledWhenItsTimeIsOver) {
  timeout_ = absl::Milliseconds(20);
  ExpectFails("echo hush; sleep 1000", absl::StatusCode::kDeadlineExceeded,
              "did not end within 20ms");
}

TEST_F(SecretCommandTest, StopEndsARunAtOnce) {
  stop_ = true;
  ExpectFails("sleep 1000", absl::StatusCode::kCancelled, "stopped");
}

TEST_F(SecretCommandTest, WhatTheCommandLeavesBehindIsKilledAndNotWaitedFor) {
  // The grandchild holds the output open; its writing end of the pipe below closes when it dies.
  const std::string pipe = folder_ + "/alive";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_EQ(Printed(absl::StrCat("exec 3>", pipe, "; sleep 1000 & echo one")), "one\n");
  fcntl(reader, F_SETFL, 0);
  char byte;
  EXPECT_EQ(read(reader, &byte, 1), 0) << "waits until nobody can write any more";
  close(reader);
}

TEST_F(SecretCommandTest, GetsNoSecretNoFilesAndNoInput) {
  setenv("SMARTCAR_CLIENT_SECRET", "hush", 1);
  setenv("SMARTCAR_CLIENT_SECRET_FILE", "/hush", 1);
  setenv("VAULT_ADDR", "passed on", 1);
  // Without O_CLOEXEC, as a library may do; a number that the shell does not use itself.
  const int inherited = fcntl(STDIN_FILENO, F_DUPFD, 77);
  ASSERT_GE(inherited, 77);
  const std::string printed = Printed("cat; env; for f in /proc/$$/fd/*; do echo ${f##*/}; done");
  unsetenv("SMARTCAR_CLIENT_SECRET");
  unsetenv("SMARTCAR_CLIENT_SECRET_FILE");
  close(inherited);
  EXPECT_THAT(printed, AllOf(HasSubstr("VAULT_ADDR=passed on\n"), Not(HasSubstr("hush"))));
  EXPECT_THAT(printed, Not(HasSubstr(absl::StrCat("\n", inherited, "\n"))));
}

TEST_F(SecretCommandTest, SignalsThatTheGatewayBlocksEndTheCommand) {
  sigset_t term;
  sigset_t before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  ExpectFails("kill -TERM $$; echo still here", absl::StatusCode::kFailedPrecondition,
              "was ended by signal 15");
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST_F(SecretCommandTest, LeavesNoFileAndNoChildBehind) {
  const int before = dup(STDIN_FILENO);
  close(before);
  for (int i = 0; i < 20; ++i) {
    Printed("echo one");
    (void)RunSecretCommand({{"no-such-program"}}, stop_);
  }
  const int after = dup(STDIN_FILENO);
  close(after);
  EXPECT_EQ(after, before);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace smartcar_gateway
