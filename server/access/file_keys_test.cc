// Tests of FileKeys: keys from a file that changes.
#include "server/access/file_keys.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/access/tokens_for_test.h"
#include "server/base/testing.h"

namespace smartcar_gateway {
namespace {

class FileKeysTest : public testing::Test {
 protected:
  FileKeysTest() : path_(std::string(testing::TempDir()) + "/jwks.json") {}
  ~FileKeysTest() override { unlink(path_.c_str()); }

  void Write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }

  absl::StatusOr<std::unique_ptr<FileKeys>> Create() {
    return FileKeys::Create("corp", path_, executor_, [this](const KeyEvent& event) {
      EXPECT_EQ(event.issuer, "corp");
      events_.push_back(event);
    });
  }

  const std::string path_;
  const SigningKey first_{"ES256", "first"};
  const SigningKey second_{"ES256", "second"};
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  std::vector<KeyEvent> events_;
};

TEST_F(FileKeysTest, ChangedFileIsTakenUpWithinSeconds) {
  Write(JwkSetOf({first_}));
  const auto keys = *Create();
  EXPECT_TRUE(keys->Current()->Has("first"));
  Write(JwkSetOf({first_, second_}));
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_TRUE(keys->Current()->Has("second"));
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, KeyEvent::Kind::kChanged);
  EXPECT_EQ(events_[1].text, "2 keys");
}

TEST_F(FileKeysTest, BrokenFileLeavesTheKeysBeforeAndIsToldOnce) {
  Write(JwkSetOf({first_}));
  const auto keys = *Create();
  const auto before = keys->Current();
  Write("{");
  executor_.AdvanceBy(absl::Seconds(20));
  EXPECT_EQ(keys->Current(), before);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_EQ(events_[1].kind, KeyEvent::Kind::kFailed);
  EXPECT_EQ(events_[1].text,
            "the file cannot be used: it is not a JWK Set: a JSON object with a list \"keys\"");
  unlink(path_.c_str());
  executor_.AdvanceBy(absl::Seconds(20));
  EXPECT_EQ(keys->Current(), before);
  EXPECT_EQ(events_.size(), 3u);
  Write(JwkSetOf({first_}));
  executor_.AdvanceBy(absl::Seconds(3));
  EXPECT_EQ(keys->Current(), before);
  ASSERT_EQ(events_.size(), 4u);
  EXPECT_EQ(events_[3].kind, KeyEvent::Kind::kRecovered);
}

TEST_F(FileKeysTest, RenewalIsDoneAtOnce) {
  Write(JwkSetOf({first_}));
  const auto keys = *Create();
  int done = 0;
  keys->Renew(absl::InfiniteFuture(), nullptr, [&](KeySource::Renewal renewal) {
    EXPECT_EQ(renewal, KeySource::Renewal::kDone);
    ++done;
  });
  EXPECT_EQ(done, 1);
}

TEST_F(FileKeysTest, FileWithoutKeysAtTheStartIsAnError) {
  EXPECT_EQ(Create().status().message(), "the file cannot be read: No such file or directory");
  Write(R"({"keys":[]})");
  EXPECT_EQ(Create().status().message(),
            "the file cannot be used: it has no key that tokens can be checked with");
  EXPECT_TRUE(events_.empty());
}

}  // namespace
}  // namespace smartcar_gateway
