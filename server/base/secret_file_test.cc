// Tests of reading files that hold secrets.
#include "server/base/secret_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uid_t kGateway = 1000;
constexpr uid_t kStranger = 1001;
constexpr uid_t kRoot = 0;

TEST(SecretFileAccess, OwnerAndReadingGroupMayHaveIt) {
  for (const mode_t mode : {0400, 0600, 0440, 0640, 0700, 0750}) {
    EXPECT_TRUE(CheckSecretFileAccess(mode, kGateway, kGateway).ok()) << mode;
    EXPECT_TRUE(CheckSecretFileAccess(mode, kRoot, kGateway).ok()) << mode;
    EXPECT_TRUE(CheckSecretFileAccess(mode, kRoot, kRoot).ok()) << mode;
  }
}

TEST(SecretFileAccess, AnyBitOfOthersOrWritingGroupIsRefused) {
  for (const mode_t mode : {0644, 0604, 0602, 0601, 0620, 0660, 0666, 0777}) {
    const absl::Status status = CheckSecretFileAccess(S_IFREG | mode, kGateway, kGateway);
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << mode;
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("chmod 640"), HasSubstr("defaultMode: 0440")));
  }
  EXPECT_THAT(std::string(CheckSecretFileAccess(S_IFREG | 0644, kRoot, kGateway).message()),
              HasSubstr("(mode 0644)"));
}

TEST(SecretFileAccess, FileOfAnotherUserIsRefusedEvenIfOnlyThatUserReadsIt) {
  for (const uid_t reader : {kGateway, kRoot}) {
    const absl::Status status = CheckSecretFileAccess(0400, kStranger, reader);
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("user 1001"), HasSubstr("chown")));
  }
}

class SecretFileTest : public ::testing::Test {
 protected:
  SecretFileTest() {
    std::string folder = ::testing::TempDir() + "/secret_file.XXXXXX";
    EXPECT_NE(mkdtemp(&folder[0]), nullptr);
    path_ = folder + "/secret";
  }

  void Write(const std::string& content, mode_t mode) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }

  std::string path_;
};

TEST_F(SecretFileTest, ReadsAllOfItUpToTheLimit) {
  Write(std::string("a\0b\n", 4), 0600);
  const absl::StatusOr<Secret> content = ReadSecretFile(path_, 4);
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_EQ(content->Reveal(), std::string("a\0b\n", 4));
  EXPECT_TRUE(CheckSecretFile(path_).ok());
}

TEST_F(SecretFileTest, LargerFileIsRefused) {
  Write(std::string(1025, 'h'), 0600);
  const absl::Status status = ReadSecretFile(path_, 1024).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is larger than 1 KiB"));
}

TEST_F(SecretFileTest, FileThatOthersCanReadIsRefusedBeforeItIsRead) {
  Write("hush", 0644);
  for (const absl::Status& status :
       {ReadSecretFile(path_, 1024).status(), CheckSecretFile(path_)}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("chmod 640"), Not(HasSubstr("hush"))));
  }
}

TEST_F(SecretFileTest, WhatASymbolicLinkLeadsToCounts) {
  Write("hush", 0440);
  const std::string link = path_ + ".link";
  ASSERT_EQ(symlink(path_.c_str(), link.c_str()), 0);  // a link itself is always 0777
  EXPECT_TRUE(ReadSecretFile(link, 1024).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  EXPECT_EQ(ReadSecretFile(link, 1024).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(SecretFileTest, OtherKindsOfFilesAndMissingOnesAreToldApart) {
  EXPECT_EQ(CheckSecretFile(path_).code(), absl::StatusCode::kNotFound);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(std::string(CheckSecretFile(path_).message()), HasSubstr("is not a regular file"));
  EXPECT_THAT(std::string(CheckSecretFile(::testing::TempDir()).message()),
              HasSubstr("is a directory"));
}

}  // namespace
}  // namespace smartcar_gateway
