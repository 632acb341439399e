// Tests of starts after a crash or a power failure damaged the end of the file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "server/audit/file_audit_log.h"
#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
using ::testing::HasSubstr;

class TornTailTest : public AuditLogTest {
 protected:
  // A good file of three lines.
  std::string GoodFile() {
    Open();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(WriteOne().ok());
    log_.reset();
    return ReadFile(path_);
  }
  std::string Damaged() const { return path_ + ".damaged-20270115T080000Z"; }
};

TEST_F(TornTailTest, WhereverTheLastLineEndsTheChainGoesOnAfterTheOneBefore) {
  const std::string good = GoodFile();
  const size_t last_line = good.rfind('\n', good.size() - 2) + 1;
  for (size_t size = last_line; size < good.size(); ++size) {
    WriteFile(path_, good.substr(0, size));
    std::remove(Damaged().c_str());
    events_.clear();
    Open();
    EXPECT_EQ(log_->Head().sequence, 2u);
    ASSERT_TRUE(WriteOne().ok());
    log_.reset();
    EXPECT_EQ(ReadFile(Damaged()), good.substr(last_line, size - last_line));
    const std::vector<AuditRecord> records = RecordsOf(path_);
    if (size == last_line) {  // nothing is damaged
      EXPECT_EQ(records.size(), 3u);
      EXPECT_TRUE(events_.empty());
    } else {
      ASSERT_EQ(records.size(), 4u);
      EXPECT_EQ(records[2].event(), audit::AUDIT_EVENT_LOG_REPAIRED);
      EXPECT_THAT(records[2].detail(), HasSubstr("after line 2, were no records; they are in"));
      EXPECT_EQ(EventCount(AuditLogEvent::Kind::kRepaired), 1);
    }
    ExpectIntact(path_);
  }
}

TEST_F(TornTailTest, BlocksOfZerosAreNoRecords) {
  const std::string good = GoodFile();
  const std::string zeros(300'000, '\0');
  WriteFile(path_, good + zeros + "\n" + zeros);
  Open();
  EXPECT_EQ(log_->Head().sequence, 3u);
  EXPECT_EQ(WriteOne().value(), 5u);
  EXPECT_EQ(ReadFile(Damaged()), zeros + "\n" + zeros);
  ExpectIntact(path_);
}

TEST_F(TornTailTest, AFileWithoutAnyRecordIsPutAsideWhole) {
  WriteFile(path_, "something else\n");
  Open();
  EXPECT_EQ(WriteOne().value(), 2u);
  EXPECT_EQ(ReadFile(Damaged()), "something else\n");
  EXPECT_THAT(RecordsOf(path_)[0].detail(), HasSubstr("15 bytes, after no line, were no records"));
  ExpectIntact(path_);
}

TEST_F(TornTailTest, TwoDamagesInASecondAreBothKept) {
  for (const char* const content : {"one", "two"}) {
    WriteFile(path_, content);
    Open();
    log_.reset();
  }
  EXPECT_EQ(ReadFile(Damaged()), "one");
  EXPECT_EQ(ReadFile(Damaged() + "x"), "two");
}

TEST_F(TornTailTest, WithoutRoomToPutItAsideTheStartFailsAndNothingIsLost) {
  const std::string torn = GoodFile() + "torn";
  WriteFile(path_, torn);
  calls_.room = 2;
  const absl::Status start = TryOpen().status();
  EXPECT_THAT(start.message(), HasSubstr("No space left on device"));
  EXPECT_EQ(ReadFile(path_), torn);
  EXPECT_FALSE(FileExists(Damaged()));
}

TEST_F(TornTailTest, ALargeFileIsReadFromItsEnd) {
  const std::string good = GoodFile();
  const std::string line = LinesOf(path_).back();
  std::string large;
  while (large.size() < (1 << 20)) large += line + "\n";
  WriteFile(path_, large + good);
  Open();
  EXPECT_EQ(log_->Head(), (ChainHead{3, LineHash(line)}));
  EXPECT_TRUE(events_.empty());
}

}  // namespace
}  // namespace smartcar_gateway
