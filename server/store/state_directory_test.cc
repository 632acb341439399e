// Tests of StateDirectory, with real folders.
#include "server/store/state_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "server/store/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(StateDirectoryTest, MakesFoldersForItsOwnerAlone) {
  const std::string path = NewStateFolder() + "/a/b";
  const auto folder = StateDirectory::Open(path);
  ASSERT_TRUE(folder.ok()) << folder.status();
  EXPECT_EQ((*folder)->PathOf("x.db"), path + "/x.db");
  struct stat found {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST(StateDirectoryTest, SecondGatewayIsRefusedUntilTheFirstIsGone) {
  const std::string path = NewStateFolder();
  auto first = StateDirectory::Open(path);
  ASSERT_TRUE(first.ok());
  const absl::Status refused = StateDirectory::Open(path).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()),
              AllOf(HasSubstr("another gateway"), HasSubstr(path), HasSubstr("of its own")));
  first->reset();
  EXPECT_TRUE(StateDirectory::Open(path).ok());
}

TEST(StateDirectoryTest, FolderThatCannotBeMadeIsNamed) {
  const std::string file = NewStateFolder() + "/file";
  std::ofstream(file) << "not a folder";
  for (const std::string& path : {file, file + "/below"}) {
    for (const absl::Status& refused :
         {StateDirectory::Check(path), StateDirectory::Open(path).status()}) {
      EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_THAT(std::string(refused.message()),
                  AllOf(HasSubstr(path), HasSubstr("Not a directory"), HasSubstr("state_dir")));
    }
  }
}

TEST(StateDirectoryTest, CheckMakesNothing) {
  const std::string path = NewStateFolder() + "/not/there";
  EXPECT_TRUE(StateDirectory::Check(path).ok());
  EXPECT_NE(access(path.c_str(), F_OK), 0);
  EXPECT_TRUE(StateDirectory::Check("not-there-either").ok());
}

TEST(StateDirectoryTest, SlashesAtTheEndDoNotMatter) {
  const std::string path = NewStateFolder() + "/c/";
  EXPECT_TRUE(StateDirectory::Open(path).ok());
}

}  // namespace
}  // namespace smartcar_gateway
