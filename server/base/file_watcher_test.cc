// Tests of FileWatcher, on real files.
#include "server/base/file_watcher.h"

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
#include "server/base/file.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FileWatcherTest : public ::testing::Test {
 protected:
  FileWatcherTest() : executor_(&clock_) {
    std::string folder = ::testing::TempDir() + "/watcher-XXXXXX";
    folder_ = mkdtemp(folder.data());
    path_ = folder_ + "/secret";
  }

  void Write(const std::string& content) { WriteTo(path_, content); }
  static void WriteTo(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  void Watch() {
    watcher_ = std::make_unique<FileWatcher>(
        std::vector<std::string>{path_, folder_ + "/second"}, executor_, [this] {
          const absl::StatusOr<std::string> read = ReadWholeFile(path_, 100);
          const bool usable = read.ok() && !read->empty();
          seen_.push_back(usable ? *read : "unusable");
          return usable;
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
  std::vector<std::string> seen_;
  std::unique_ptr<FileWatcher> watcher_;
};

TEST_F(FileWatcherTest, UnchangedFileIsNotRead) {
  Write("one");
  Watch();
  EXPECT_THAT(AfterSeconds(100), IsEmpty());
}

TEST_F(FileWatcherTest, ChangedFileIsReadOnceAfterItHasStoodStillForASecond) {
  Write("one");
  Watch();
  Write("two");
  EXPECT_THAT(AfterSeconds(1), IsEmpty());
  Write("three");  // in several steps
  EXPECT_THAT(AfterSeconds(1), IsEmpty());
  EXPECT_THAT(AfterSeconds(1), ElementsAre("three"));
  EXPECT_THAT(AfterSeconds(100), IsEmpty());
}

TEST_F(FileWatcherTest, SwappedLinkIsNoticed) {
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

TEST_F(FileWatcherTest, UnusableFileIsLookedAtUntilItCanBeUsed) {
  Write("one");
  Watch();
  Write("");
  EXPECT_THAT(AfterSeconds(3), ElementsAre("unusable", "unusable"));
  ASSERT_EQ(std::remove(path_.c_str()), 0);
  EXPECT_THAT(AfterSeconds(3), ElementsAre("unusable", "unusable"));
  Write("two");
  EXPECT_THAT(AfterSeconds(2), ElementsAre("two"));
}

TEST_F(FileWatcherTest, FileThatAppearsLaterIsNoticed) {
  Watch();
  EXPECT_THAT(AfterSeconds(10), IsEmpty());
  Write("one");
  EXPECT_THAT(AfterSeconds(2), ElementsAre("one"));
}

TEST_F(FileWatcherTest, ChangeOfAnyOfTheFilesIsNoticed) {
  Write("one");
  Watch();
  WriteTo(folder_ + "/second", "new");
  EXPECT_THAT(AfterSeconds(2), ElementsAre("one"));
}

TEST_F(FileWatcherTest, AfterDestructionNothingIsTouched) {
  Write("one");
  Watch();
  Write("two");
  watcher_ = nullptr;
  EXPECT_THAT(AfterSeconds(10), IsEmpty());
  EXPECT_EQ(executor_.pending(), 0u);
}

}  // namespace
}  // namespace smartcar_gateway
