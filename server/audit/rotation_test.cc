// Tests of files that are put aside: by the log itself, by a crash halfway, by other programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "server/audit/file_audit_log.h"
#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
using ::testing::HasSubstr;

constexpr uint64_t kFileBytes = 64 << 10;

class RotationTest : public AuditLogTest {
 protected:
  RotationTest() {
    config_.set_max_file_bytes(kFileBytes);
    config_.set_sync(smartcar::gateway::config::v1::AUDIT_SYNC_NEVER);  // faster
  }

  std::string Aside(int number) const { return absl::StrCat(path_, ".", number); }
  // Appends until so many files were put aside.
  void FillFiles(int files) {
    const int before = EventCount(AuditLogEvent::Kind::kRotated);
    while (EventCount(AuditLogEvent::Kind::kRotated) < before + files) {
      for (int i = 0; i < 20; ++i) AppendStarted("r");
      Run();
      ASSERT_TRUE(outcomes_.back().ok()) << outcomes_.back().status();
    }
  }
};

TEST_F(RotationTest, AFullFileIsPutAsideAndTheChainGoesOn) {
  Open();
  FillFiles(3);
  EXPECT_TRUE(FileExists(Aside(3)));
  EXPECT_FALSE(FileExists(Aside(4)));
  for (int i = 1; i <= 3; ++i) {
    EXPECT_LE(ReadFile(Aside(i)).size(), kFileBytes);
    EXPECT_GT(ReadFile(Aside(i)).size(), kFileBytes - 1000);
  }
  EXPECT_EQ(ParseLine(LinesOf(path_).front()).previous_hash(), LineHash(LinesOf(Aside(1)).back()));
  const AuditVerdict verdict = ExpectIntact(path_);
  EXPECT_EQ(verdict.first_sequence, 1u);
  EXPECT_EQ(verdict.head, log_->Head());
  EXPECT_EQ(verdict.lines, outcomes_.size());
}

TEST_F(RotationTest, TheEventNamesTheHeadOfTheFilePutAside) {
  Open();
  FillFiles(1);
  const std::vector<std::string> lines = LinesOf(Aside(1));
  EXPECT_THAT(events_.back().text,
              HasSubstr(ChainHeadText({lines.size(), LineHash(lines.back())})));
}

TEST_F(RotationTest, OneBatchMayFillManyFiles) {
  Open();
  for (int i = 0; i < 2000; ++i) AppendStarted("r");
  Run();
  EXPECT_GT(EventCount(AuditLogEvent::Kind::kRotated), 4);
  for (size_t i = 0; i < 2000; ++i) EXPECT_EQ(outcomes_.at(i).value(), i + 1);
  EXPECT_EQ(ExpectIntact(path_).lines, 2000u);
}

TEST_F(RotationTest, LinesWhoseSyncFailsBeforeAFileIsPutAsideCountAsNotWritten) {
  config_.set_sync(smartcar::gateway::config::v1::AUDIT_SYNC_EVERY_RECORD);
  Open();
  FillFiles(1);
  const ChainHead before = log_->Head();
  outcomes_.clear();
  calls_.sync_error = EIO;
  for (int i = 0; i < 1000; ++i) AppendStarted("lost");
  Run();
  for (const auto& outcome : outcomes_) EXPECT_FALSE(outcome.ok());
  EXPECT_EQ(log_->Head(), before);
  calls_.sync_error = 0;
  EXPECT_TRUE(WriteOne("after").ok());
  EXPECT_EQ(ExpectIntact(path_).lines, before.sequence + 2);  // and one that says what was lost
}

TEST_F(RotationTest, ALineLongerThanAFileHasOneOfItsOwn) {
  Open();
  EXPECT_TRUE(WriteOne("before").ok());
  AuditRecord record = Record(audit::AUDIT_EVENT_COMMAND_STARTED);
  for (int i = 0; i < 20; ++i) record.add_targets()->set_user_id(std::string(256, '\x01'));
  for (auto* text : {record.mutable_caller(), record.mutable_peer(), record.mutable_method(),
                     record.mutable_rule(), record.mutable_detail(), record.mutable_code()}) {
    *text = std::string(1024, '\x01');
  }
  Append(record);
  Append(record);
  Run();
  EXPECT_TRUE(WriteOne("after").ok());
  EXPECT_GT(LinesOf(Aside(1)).at(0).size(), kFileBytes);
  EXPECT_EQ(LinesOf(Aside(1)).size(), 1u);
  EXPECT_EQ(LinesOf(Aside(2)).size(), 1u);
  EXPECT_EQ(LinesOf(Aside(3)).size(), 1u);
  EXPECT_EQ(ExpectIntact(path_).lines, 4u);
}

TEST_F(RotationTest, TheOldestIsDeleted) {
  config_.set_max_files(2);
  Open();
  FillFiles(5);
  EXPECT_TRUE(FileExists(Aside(2)));
  EXPECT_FALSE(FileExists(Aside(3)));
  EXPECT_THAT(events_.back().text, HasSubstr("the oldest was deleted"));
  const AuditVerdict verdict = ExpectIntact(path_);
  EXPECT_GT(verdict.first_sequence, 1u);
  EXPECT_EQ(verdict.head, log_->Head());
}

TEST_F(RotationTest, FewerFilesThanBeforeDeletesThoseThatAreTooMany) {
  config_.set_max_files(5);
  Open();
  FillFiles(5);
  config_.set_max_files(2);
  Reopen();
  FillFiles(1);
  EXPECT_TRUE(FileExists(Aside(2)));
  for (int i = 3; i <= 5; ++i) EXPECT_FALSE(FileExists(Aside(i)));
  ExpectIntact(path_);
}

// A crash after any of the steps of a rotation: those after it fail until the restart.
TEST_F(RotationTest, ACrashHalfwayLosesNoLine) {
  constexpr int kRenames = 3;
  config_.set_max_files(kRenames);
  for (int steps = 0; steps <= kRenames; ++steps) {
    Open();
    FillFiles(kRenames);
    events_.clear();
    calls_.renames_left = steps;
    if (steps == kRenames) calls_.open_error = ENOSPC;
    while (EventCount(AuditLogEvent::Kind::kCannotRotate) == 0) WriteOne().IgnoreError();
    const ChainHead head = log_->Head();
    log_.reset();
    calls_ = FaultyFileCalls();
    EXPECT_EQ(FileExists(path_), steps < kRenames);
    if (steps < kRenames) {
      EXPECT_FALSE(FileExists(Aside(kRenames - steps)));
    }

    Open();
    EXPECT_EQ(log_->Head(), head);
    FillFiles(2);
    EXPECT_EQ(ExpectIntact(path_).head, log_->Head());
    log_.reset();
  }
}

TEST_F(RotationTest, AFileThatCannotBePutAsideGrows) {
  Open();
  calls_.renames_left = 0;
  for (int i = 0; i < 2000; ++i) AppendStarted("r");
  Run();
  for (const auto& outcome : outcomes_) ASSERT_TRUE(outcome.ok());
  EXPECT_GT(ReadFile(path_).size(), kFileBytes);
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kCannotRotate), 1);
  calls_.renames_left = -1;
  EXPECT_TRUE(WriteOne().ok());
  EXPECT_EQ(LinesOf(path_).size(), 1u);
  EXPECT_EQ(ExpectIntact(path_).lines, 2001u);
}

TEST_F(RotationTest, WithoutAFileTheChainGoesOnFromTheLastPutAside) {
  Open();
  FillFiles(1);
  log_.reset();
  ASSERT_EQ(std::remove(path_.c_str()), 0);
  const uint64_t last = ParseLine(LinesOf(Aside(1)).back()).sequence();
  Open();
  EXPECT_EQ(WriteOne().value(), last + 1);
  ExpectIntact(path_);
}

TEST_F(RotationTest, AFileRenamedByAnotherProgramIsReplaced) {
  Open();
  EXPECT_TRUE(WriteOne("a").ok());
  const std::string elsewhere = folder_ + "/archive";
  ASSERT_EQ(std::rename(path_.c_str(), elsewhere.c_str()), 0);
  EXPECT_EQ(WriteOne("b").value(), 3u);
  EXPECT_EQ(LinesOf(elsewhere).size(), 1u);
  const std::vector<AuditRecord> records = RecordsOf(path_);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].event(), audit::AUDIT_EVENT_LOG_REPAIRED);
  EXPECT_THAT(records[0].detail(), HasSubstr("renamed by another hand"));
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kRepaired), 1);
  const auto verdict = VerifyAuditFiles({elsewhere, path_}, log_->Head());
  EXPECT_EQ(verdict->break_count, 0u);
  EXPECT_EQ(verdict->lines, 3u);
}

TEST_F(RotationTest, ADeletedFileIsReplacedAndThatIsRecorded) {
  Open();
  EXPECT_TRUE(WriteOne("a").ok());
  ASSERT_EQ(std::remove(path_.c_str()), 0);
  // Also while a new one cannot be made at once.
  calls_.open_error = ENOSPC;
  EXPECT_FALSE(WriteOne("b").ok());
  calls_.open_error = 0;
  EXPECT_TRUE(WriteOne("c").ok());
  const std::vector<AuditRecord> records = RecordsOf(path_);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_THAT(records[0].detail(), HasSubstr("deleted by another hand"));
  EXPECT_EQ(records[0].sequence(), 2u);
  EXPECT_EQ(records[1].event(), audit::AUDIT_EVENT_RECORDS_LOST);
  EXPECT_EQ(records[2].request_id(), "c");
}

TEST_F(RotationTest, LinesCutOffWhileRunningAreMissed) {
  Open();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(WriteOne().ok());
  WriteFile(path_, LinesOf(path_).front() + "\n");
  EXPECT_TRUE(WriteOne().ok());
  const std::vector<AuditRecord> records = RecordsOf(path_);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_THAT(records[1].detail(), HasSubstr("shorter; it ends with line 1 where line 3"));
  const auto verdict = VerifyAuditFiles({path_}, absl::nullopt);
  ASSERT_EQ(verdict->break_count, 1u);
  EXPECT_THAT(verdict->breaks[0], HasSubstr(":2: lines 2 to 3 are missing before line 4"));
}

TEST_F(RotationTest, WhatOthersAppendIsPutAside) {
  Open();
  EXPECT_TRUE(WriteOne().ok());
  WriteFile(path_, ReadFile(path_) + "not ours\nnor this");
  EXPECT_TRUE(WriteOne().ok());
  EXPECT_EQ(ExpectIntact(path_).lines, 3u);
  EXPECT_THAT(RecordsOf(path_)[1].detail(), HasSubstr("longer; the last 17 bytes, after line 1"));
  EXPECT_EQ(ReadFile(path_ + ".damaged-20270115T080000Z"), "not ours\nnor this");
}

}  // namespace
}  // namespace smartcar_gateway
