// Tests of the credential sources.
#include "server/token/credential_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> Revealed(const Credentials& credentials) {
  std::vector<std::string> secrets;
  for (const Secret& secret : credentials.secrets) secrets.emplace_back(secret.Reveal());
  return secrets;
}

std::vector<Secret> Secrets(const std::vector<std::string>& values) {
  std::vector<Secret> secrets;
  for (const std::string& value : values) secrets.emplace_back(value);
  return secrets;
}

TEST(FixedCredentials, KeepsOrderAndTrimsWhiteSpaceFromCopying) {
  auto source = MakeFixedCredentials("id", Secrets({"one\n", " two "}));
  ASSERT_TRUE(source.ok()) << source.status();
  const absl::StatusOr<Credentials> credentials = (*source)->Get();
  ASSERT_TRUE(credentials.ok());
  EXPECT_EQ(credentials->client_id, "id");
  EXPECT_THAT(Revealed(*credentials), ElementsAre("one", "two"));
}

TEST(FixedCredentials, RefusesWhatCannotBeRightAndNamesNoSecret) {
  struct Case {
    std::string client_id;
    std::vector<std::string> secrets;
    std::string message;
  };
  const Case cases[] = {
      {"", {"hush"}, "the client id is empty"},
      {"i\nd", {"hush"}, "the client id has a control character"},
      {"id", {}, "0 client secrets given"},
      {"id", {"hush", "b", "c", "d"}, "4 client secrets given"},
      {"id", {" "}, "a client secret is empty"},
      {"id", {"hu\nsh"}, "a client secret has a control character"},
      {"id", {std::string("hu\0sh", 5)}, "a client secret has a control character"},
  };
  for (const Case& c : cases) {
    const auto source = MakeFixedCredentials(c.client_id, Secrets(c.secrets));
    EXPECT_EQ(source.status().code(), absl::StatusCode::kInvalidArgument) << c.message;
    EXPECT_THAT(std::string(source.status().message()), HasSubstr(c.message));
    EXPECT_THAT(std::string(source.status().message()), Not(HasSubstr("hu")));
  }
}

class FileCredentialsTest : public ::testing::Test {
 protected:
  FileCredentialsTest() : path_(::testing::TempDir() + "/client_secret") {
    std::remove(path_.c_str());
  }
  ~FileCredentialsTest() override { std::remove(path_.c_str()); }

  void Write(const std::string& content) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
    ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  }
  absl::StatusOr<Credentials> Get(const std::string& path) {
    auto source = MakeFileCredentials("id", path);
    if (!source.ok()) return source.status();
    return (*source)->Get();
  }

  const std::string path_;
};

TEST_F(FileCredentialsTest, ReadsOneSecretALineIgnoringBlankLines) {
  const std::pair<std::string, std::vector<std::string>> cases[] = {
      {"one", {"one"}},
      {"one\n", {"one"}},
      {"one\r\ntwo\r\n", {"one", "two"}},
      {"\n  one  \n\n\ntwo\nthree\n\n", {"one", "two", "three"}},
      {"\xEF\xBB\xBFone\n", {"one"}},
      {"p\xC3\xA4sswort mit Leerzeichen\n", {"p\xC3\xA4sswort mit Leerzeichen"}},
  };
  for (const auto& c : cases) {
    Write(c.first);
    const absl::StatusOr<Credentials> credentials = Get(path_);
    ASSERT_TRUE(credentials.ok()) << credentials.status();
    EXPECT_EQ(credentials->client_id, "id");
    EXPECT_EQ(Revealed(*credentials), c.second);
  }
}

TEST_F(FileCredentialsTest, SaysInWhichLineEachSecretStands) {
  Write("\n one\n\ntwo\n");
  const absl::StatusOr<Credentials> credentials = Get(path_);
  ASSERT_TRUE(credentials.ok());
  EXPECT_THAT(credentials->lines, ElementsAre(2, 4));
}

TEST_F(FileCredentialsTest, RotatedFileIsPickedUpByTheNextGet) {
  auto source = MakeFileCredentials("id", path_);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->Get().status().code(), absl::StatusCode::kNotFound);
  Write("old\n");
  EXPECT_THAT(Revealed(*(*source)->Get()), ElementsAre("old"));
  Write("new\nold\n");
  EXPECT_THAT(Revealed(*(*source)->Get()), ElementsAre("new", "old"));
}

TEST_F(FileCredentialsTest, RefusesContentsThatCannotBeRightWithoutShowingThem) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "is empty"},
      {"\n \n", "is empty"},
      {std::string("hu\0sh\n", 6), "has a NUL or control character"},
      {"hush\x1b[1m\n", "has a NUL or control character"},
      {"hush1\nhush2\nhush3\nhush4\n", "has more than three secrets"},
      {std::string(64 * 1024 + 1, 'h'), "is larger than 64 KiB"},
  };
  for (const auto& c : cases) {
    Write(c.first);
    const absl::Status status = Get(path_).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr("\"" + path_ + "\" " + c.second));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("hu")));
  }
  Write(std::string(64 * 1024, 'h'));
  EXPECT_TRUE(Get(path_).ok());
}

TEST_F(FileCredentialsTest, SaysWhatToDoAboutAFileThatCannotBeRead) {
  const absl::Status missing = Get(path_).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("does not exist: create it"));

  const absl::Status directory = Get(::testing::TempDir()).status();
  EXPECT_EQ(directory.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(directory.message()), HasSubstr("is a directory: name the file in it"));

  Write("one\n");
  const absl::Status below_a_file = Get(path_ + "/x").status();
  EXPECT_EQ(below_a_file.code(), absl::StatusCode::kNotFound);

  ASSERT_EQ(chmod(path_.c_str(), 0), 0);
  const absl::Status forbidden = Get(path_).status();
  // The superuser may read any file.
  if (geteuid() == 0) {
    EXPECT_TRUE(forbidden.ok());
  } else {
    EXPECT_EQ(forbidden.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(forbidden.message()), HasSubstr("read access"));
  }
}

TEST_F(FileCredentialsTest, FileThatIsOpenToOthersIsRefusedUntilItIsClosed) {
  Write("hush\n");
  auto source = MakeFileCredentials("id", path_);
  ASSERT_TRUE(source.ok());
  for (const mode_t mode : {0644, 0604, 0660}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    const absl::Status open = (*source)->Get().status();
    EXPECT_EQ(open.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_THAT(std::string(open.message()), HasSubstr(path_));
    EXPECT_THAT(std::string(open.message()), HasSubstr("chmod 640"));
    EXPECT_THAT(std::string(open.message()), Not(HasSubstr("hush")));
  }
  ASSERT_EQ(chmod(path_.c_str(), 0440), 0);
  EXPECT_THAT(Revealed(*(*source)->Get()), ElementsAre("hush"));
}

TEST_F(FileCredentialsTest, DoesNotWaitForTheWriterOfAPipe) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  const absl::Status status = Get(path_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is not a regular file"));
}

TEST_F(FileCredentialsTest, RefusesAnEmptyClientIdOrPath) {
  EXPECT_EQ(MakeFileCredentials("", path_).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MakeFileCredentials("id", "").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace smartcar_gateway
