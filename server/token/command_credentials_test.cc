// Tests of the credentials that a command prints.
#include "server/token/command_credentials.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kInterval = absl::Minutes(5);

// Credentials as a text: the secrets, or the error.
std::string TextOf(const absl::StatusOr<Credentials>& credentials) {
  if (!credentials.ok()) return std::string(credentials.status().message());
  std::string text = credentials->client_id;
  for (const Secret& secret : credentials->secrets) absl::StrAppend(&text, " ", secret.Reveal());
  return text;
}

class CommandCredentialsTest : public ::testing::Test {
 protected:
  absl::Status Create() {
    auto source = CommandCredentials::Create(
        "id",
        [this](const std::atomic<bool>&) -> absl::StatusOr<Secret> {
          ++runs_;
          if (during_run_) during_run_();
          if (!failure_.ok()) return failure_;
          return Secret(printed_);
        },
        executor_);
    if (!source.ok()) return source.status();
    source_ = *std::move(source);
    return absl::OkStatus();
  }

  void CreateAndWatch() {
    ASSERT_TRUE(Create().ok());
    source_->Watch(kInterval, [this](absl::StatusOr<Credentials> now_read) {
      told_.push_back(TextOf(now_read));
    });
  }

  std::string printed_ = "one\n";
  absl::Status failure_;
  std::function<void()> during_run_;
  int runs_ = 0;
  std::vector<std::string> told_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::unique_ptr<CommandCredentials> source_;
};

TEST_F(CommandCredentialsTest, FirstRunIsWaitedForAndGetRunsNothing) {
  printed_ = "\n one\r\ntwo\n";
  ASSERT_TRUE(Create().ok());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(TextOf(source_->Get()), "id one two");
  EXPECT_EQ(runs_, 1);
  EXPECT_THAT(source_->Get()->lines, ElementsAre(2, 3));
  executor_.AdvanceBy(absl::Hours(24));
  EXPECT_EQ(runs_, 1) << "nobody has asked to watch it";
}

TEST_F(CommandCredentialsTest, FirstRunThatFailsIsAnError) {
  failure_ = absl::DeadlineExceededError("did not end within 30s");
  const absl::Status status = Create();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(status.message(), "client_secret_command did not end within 30s");
}

TEST_F(CommandCredentialsTest, OutputThatHoldsNoSecretsIsAnErrorThatShowsNone) {
  for (const char* output : {"", "\n\n", "hush1\nhush2\nhush3\nhush4\n", "hu\x1bsh"}) {
    printed_ = output;
    const absl::Status status = Create();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("client_secret_command prints what"),
                      HasSubstr("one to three secrets, one a line"), Not(HasSubstr("hu"))));
  }
}

TEST_F(CommandCredentialsTest, NewSecretIsLearnedOfAfterTheInterval) {
  CreateAndWatch();
  printed_ = "new\none\n";
  executor_.AdvanceBy(kInterval - absl::Milliseconds(1));
  EXPECT_EQ(TextOf(source_->Get()), "id one");
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(TextOf(source_->Get()), "id new one");
  EXPECT_THAT(told_, ElementsAre("id new one"));
  executor_.AdvanceBy(10 * kInterval);
  EXPECT_EQ(runs_, 12);
}

TEST_F(CommandCredentialsTest, RunThatFailsIsToldAndTriedAgain) {
  CreateAndWatch();
  failure_ = absl::FailedPreconditionError("ended with exit code 1");
  executor_.AdvanceBy(kInterval);
  EXPECT_EQ(TextOf(source_->Get()), "client_secret_command ended with exit code 1");
  failure_ = absl::OkStatus();
  executor_.AdvanceBy(kInterval);
  EXPECT_THAT(told_, ElementsAre("client_secret_command ended with exit code 1", "id one"));
  EXPECT_EQ(TextOf(source_->Get()), "id one");
}

TEST_F(CommandCredentialsTest, RunSoonDoesNotWaitForTheIntervalAndBeginsItAnew) {
  CreateAndWatch();
  executor_.AdvanceBy(kInterval / 2);
  printed_ = "new\n";
  source_->RunSoon();
  source_->RunSoon();
  executor_.RunDue();
  EXPECT_THAT(told_, ElementsAre("id new"));
  executor_.AdvanceBy(kInterval - absl::Milliseconds(1));
  EXPECT_EQ(runs_, 2);
  executor_.AdvanceBy(absl::Milliseconds(1));
  EXPECT_EQ(runs_, 3);
}

TEST_F(CommandCredentialsTest, RunSoonDuringARunIsOneMoreRun) {
  CreateAndWatch();
  during_run_ = [this] {
    during_run_ = nullptr;
    source_->RunSoon();
    source_->RunSoon();
    printed_ = "new\n";
  };
  executor_.AdvanceBy(kInterval);
  EXPECT_THAT(told_, ElementsAre("id new", "id new"));
}

TEST_F(CommandCredentialsTest, NothingRunsAfterTheEnd) {
  CreateAndWatch();
  source_->RunSoon();
  source_ = nullptr;
  executor_.AdvanceBy(10 * kInterval);
  EXPECT_EQ(runs_, 1);
  EXPECT_THAT(told_, ElementsAre());
}

TEST_F(CommandCredentialsTest, RefusesAnEmptyClientIdBeforeItRunsAnything) {
  const auto source = CommandCredentials::Create(
      "", [](const std::atomic<bool>&) -> absl::StatusOr<Secret> { return Secret(); }, executor_);
  EXPECT_EQ(source.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace smartcar_gateway
