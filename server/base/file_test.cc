// Tests of the reading of small files.
#include "server/base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace smartcar_gateway {
namespace {

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string folder = ::testing::TempDir() + "/file-XXXXXX";
    folder_ = mkdtemp(folder.data());
    std::ofstream(folder_ + "/file", std::ios::binary) << "content";
  }

  static std::string Told(const absl::StatusOr<std::string>& read) {
    return read.ok() ? *read : std::string(read.status().message());
  }

  std::string folder_;
};

TEST_F(FileTest, ContentIsReadUpToTheLimit) {
  for (const auto read : {ReadWholeFile, ReadRegularFile}) {
    EXPECT_EQ(Told(read(folder_ + "/file", 7)), "content");
    EXPECT_EQ(Told(read(folder_ + "/file", 6)),
              "is larger than 6 bytes, so it is hardly the right file");
    EXPECT_EQ(Told(read(folder_, 7)), "is a directory, not a file");
    EXPECT_EQ(Told(read(folder_ + "/none", 7)), "cannot be read: No such file or directory");
  }
}

TEST_F(FileTest, WhoeverReadsAFileAgainAndAgainDoesNotWaitForTheWriterOfAPipe) {
  ASSERT_EQ(mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(Told(ReadRegularFile(folder_ + "/pipe", 7)), "is not a regular file");
}

}  // namespace
}  // namespace smartcar_gateway
