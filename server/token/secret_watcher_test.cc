// Tests of SecretWatcher, on real files.
#include "server/token/secret_watcher.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SecretWatcherTest : public ::testing::Test {
 protected:
  SecretWatcherTest() : executor_(&clock_) {
    std::string folder = ::testing::TempDir() + "/watcher-XXXXXX";
    folder_ = mkdtemp(folder.data());
    path_ = folder_ + "/secret";
    credentials_ = *MakeFileCredentials("id", path_);
  }

  void Write(const std::string& content) { WriteTo(path_, content); }
  static void WriteTo(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  void Watch() {
    watcher_ = std::make_unique<SecretWatcher>(
        path_, *credentials_, executor_, [this](absl::StatusOr<Credentials> read) {
          seen_.push_back(read.ok() ? std::string(read->secrets.front().Reveal())
                                    : std::string(absl::StatusCodeToString(read.status().code())));
        });
  }
  // What it said meanwhile.
  std::vector<std::string> AfterSeconds(int seconds) {
    seen_.clear();
    executor_.AdvanceBy(absl::Seconds(seconds));
    return seen_;
  }

  FakeClock clock_;
  ManualExecutor executor_;
  std::string folder_;
  std::string path_;
  std::unique_ptr<CredentialSource> credentials_;
  std::vector<std::string> seen_;
  std::unique_ptr<SecretWatcher> watcher_;
};

TEST_F(SecretWatcherTest, UnchangedFileIsNotRead) {
  Write("one\n");
  Watch();
  EXPECT_THAT(AfterSeconds(100), IsEmpty());
}

TEST_F(SecretWatcherTest, ChangedFileIsReadOnceAfterItHasStoodStillForASecond) {
  Write("one\n");
  Watch();
  Write("two\n");
  EXPECT_THAT(AfterSeconds(1), IsEmpty());
  Write("three\n");  // in several steps
  EXPECT_THAT(AfterSeconds(1), IsEmpty());
  EXPECT_THAT(AfterSeconds(1), ElementsAre("three"));
  EXPECT_THAT(AfterSeconds(100), IsEmpty());
}

TEST_F(SecretWatcherTest, SwappedLinkIsNoticed) {
  // As Kubernetes does it: secret -> data/secret, data -> v1, then data -> v2 by a rename.
  for (const char* version : {"v1", "v2"}) {
    ASSERT_EQ(mkdir((folder_ + "/" + version).c_str(), 0700), 0);
    WriteTo(folder_ + "/" + version + "/secret", version);
  }
  ASSERT_EQ(symlink("v1", (folder_ + "/data").c_str()), 0);
  ASSERT_EQ(symlink("data/secret", path_.c_str()), 0);
  Watch();
  ASSERT_EQ(symlink("v2", (folder_ + "/new").c_str()), 0);
  ASSERT_EQ(std::rename((folder_ + "/new").c_str(), (folder_ + "/data").c_str()), 0);
  EXPECT_THAT(AfterSeconds(2), ElementsAre("v2"));
}

TEST_F(SecretWatcherTest, UnreadableFileIsLookedAtUntilItCanBeRead) {
  Write("one\n");
  Watch();
  Write("");
  EXPECT_THAT(AfterSeconds(3), ElementsAre("FAILED_PRECONDITION", "FAILED_PRECONDITION"));
  ASSERT_EQ(std::remove(path_.c_str()), 0);
  EXPECT_THAT(AfterSeconds(3), ElementsAre("NOT_FOUND", "NOT_FOUND"));
  Write("two\n");
  EXPECT_THAT(AfterSeconds(2), ElementsAre("two"));
}

TEST_F(SecretWatcherTest, FileThatAppearsLaterIsNoticed) {
  Watch();
  EXPECT_THAT(AfterSeconds(10), IsEmpty());
  Write("one\n");
  EXPECT_THAT(AfterSeconds(2), ElementsAre("one"));
}

TEST_F(SecretWatcherTest, AfterDestructionNothingIsTouched) {
  Write("one\n");
  Watch();
  Write("two\n");
  watcher_ = nullptr;
  credentials_ = nullptr;
  EXPECT_THAT(AfterSeconds(10), IsEmpty());
  EXPECT_EQ(executor_.pending(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
