// Tests of FileAuditLog on a disk that fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "server/audit/file_audit_log.h"
#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
namespace config = ::smartcar::gateway::config::v1;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(AuditLogTest, ShortAndInterruptedWritesAreCarriedOn) {
  Open();
  calls_.max_write = 7;
  calls_.interrupt_next_write = true;
  EXPECT_EQ(WriteOne("a").value(), 1u);
  EXPECT_EQ(WriteOne("b").value(), 2u);
  EXPECT_EQ(ExpectIntact(path_).lines, 2u);
}

// Wherever in the line the disk runs full.
TEST_F(AuditLogTest, AFullDiskRefusesCommandsAndLeavesWholeLines) {
  Open();
  EXPECT_TRUE(WriteOne("before").ok());
  const std::string before = ReadFile(path_);
  for (size_t room = 0; room < before.size(); ++room) {
    calls_.room = room;
    const absl::Status refused = WriteOne("refused").status();
    EXPECT_TRUE(absl::IsUnavailable(refused));
    EXPECT_THAT(refused.message(), Not(HasSubstr(folder_)));
    EXPECT_EQ(ReadFile(path_), before);
  }
  EXPECT_EQ(log_->Head().sequence, 1u);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_EQ(events_[0].kind, AuditLogEvent::Kind::kFailing);
  EXPECT_THAT(events_[0].text,
              AllOf(HasSubstr("No space left on device"), HasSubstr("commands are refused")));
}

TEST_F(AuditLogTest, WhenThereIsRoomAgainTheFirstLineSaysWhatWasLost) {
  Open();
  EXPECT_TRUE(WriteOne("before").ok());
  calls_.room = 10;
  for (int i = 0; i < 3; ++i) WriteOne("refused").IgnoreError();
  Append(Record(audit::AUDIT_EVENT_COMMAND_ENDED));
  Run();
  for (int i = 0; i < 1100; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  Run();
  calls_.room = FaultyFileCalls::kEndless;
  EXPECT_EQ(WriteOne("after").value(), 3u);
  const std::vector<AuditRecord> records = RecordsOf(path_);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].event(), audit::AUDIT_EVENT_RECORDS_LOST);
  EXPECT_EQ(records[1].detail(),
            "1004 records since 2027-01-15T08:00:00Z could not be written (writing: No space left "
            "on device): 3 COMMAND_STARTED, 1 COMMAND_ENDED, 1000 DENIED");
  EXPECT_EQ(records[1].denials_left_out(), 100u);
  EXPECT_EQ(records[2].request_id(), "after");
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kFailing), 1);
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kWorkingAgain), 1);
  EXPECT_EQ(WriteOne().value(), 4u);
  EXPECT_EQ(RecordsOf(path_)[3].denials_left_out(), 0u);
  ExpectIntact(path_);
}

TEST_F(AuditLogTest, IfConfiguredCommandsGoOnAndEachIsTold) {
  config_.set_on_failure(config::AUDIT_FAILURE_CONTINUE);
  Open();
  calls_.room = 0;
  calls_.room_error = EIO;
  AppendStarted("id\n1");
  Append(Record(audit::AUDIT_EVENT_COMMAND_ENDED));
  Run();
  EXPECT_EQ(outcomes_.at(0).value(), 0u);
  EXPECT_EQ(outcomes_.at(1).value(), 0u);
  ASSERT_EQ(events_.size(), 2u);
  EXPECT_THAT(events_[0].text,
              AllOf(HasSubstr("Input/output error"), HasSubstr("are carried out")));
  EXPECT_EQ(events_[1].kind, AuditLogEvent::Kind::kNotRecorded);
  EXPECT_THAT(events_[1].text, AllOf(HasSubstr("billing"), HasSubstr("id\\n1")));
  calls_.room = FaultyFileCalls::kEndless;
  EXPECT_EQ(WriteOne().value(), 2u);
  EXPECT_EQ(RecordsOf(path_)[0].event(), audit::AUDIT_EVENT_RECORDS_LOST);
}

TEST_F(AuditLogTest, ALastingFailureIsToldOnceAMinute) {
  Open();
  calls_.room = 0;
  for (int second = 0; second < 150; ++second) {
    clock_.Advance(absl::Seconds(1));
    EXPECT_FALSE(WriteOne().ok());
  }
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kFailing), 3);
}

TEST_F(AuditLogTest, WhatCouldNotBeSyncedIsTakenBack) {
  Open();
  EXPECT_TRUE(WriteOne("before").ok());
  const std::string before = ReadFile(path_);
  calls_.sync_error = EIO;
  EXPECT_TRUE(absl::IsUnavailable(WriteOne("lost").status()));
  EXPECT_EQ(ReadFile(path_), before);
  calls_.sync_error = 0;
  EXPECT_EQ(WriteOne("after").value(), 3u);
  EXPECT_EQ(ExpectIntact(path_).lines, 3u);
}

TEST_F(AuditLogTest, WithASyncEverySecondAFailedOneIsToldAndNothingTakenBack) {
  config_.set_sync(config::AUDIT_SYNC_EVERY_SECOND);
  Open();
  calls_.sync_error = EIO;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(WriteOne().ok());
    executor_.AdvanceBy(absl::Seconds(1));
  }
  EXPECT_EQ(ExpectIntact(path_).lines, 10u);
  ASSERT_EQ(events_.size(), 1u);
  EXPECT_THAT(events_[0].text, HasSubstr("may not have reached the disk"));
}

TEST_F(AuditLogTest, APartThatCannotBeCutOffKeepsTheLogFromWriting) {
  Open();
  EXPECT_TRUE(WriteOne("before").ok());
  const size_t before = ReadFile(path_).size();
  calls_.room = 10;
  calls_.truncate_error = EIO;
  EXPECT_FALSE(WriteOne().ok());
  EXPECT_EQ(ReadFile(path_).size(), before + 10);
  calls_.room = FaultyFileCalls::kEndless;
  EXPECT_FALSE(WriteOne().ok());
  EXPECT_EQ(ReadFile(path_).size(), before + 10);
  calls_.truncate_error = 0;
  EXPECT_TRUE(WriteOne().ok());
  EXPECT_EQ(ExpectIntact(path_).lines, 3u);
}

TEST_F(AuditLogTest, OfABatchWhatWasWrittenBeforeTheDiskWasFullCounts) {
  config_.set_max_file_bytes(64 << 10);
  Open();
  calls_.room = 100 << 10;  // enough for one file and a part of the next
  for (int i = 0; i < 1000; ++i) AppendStarted("r");
  Run();
  size_t written = 0;
  for (; outcomes_.at(written).ok(); ++written) EXPECT_EQ(*outcomes_[written], written + 1);
  EXPECT_GT(written, 100u);
  EXPECT_LT(written, 500u);
  for (size_t i = written; i < 1000; ++i) EXPECT_FALSE(outcomes_[i].ok());
  EXPECT_EQ(log_->Head().sequence, written);
  EXPECT_EQ(ExpectIntact(path_).lines, written);
  calls_.room = FaultyFileCalls::kEndless;
  EXPECT_EQ(WriteOne().value(), written + 2);
  ExpectIntact(path_);
}

TEST_F(AuditLogTest, CloseOnAFullDiskEnds) {
  Open();
  calls_.room = 0;
  AppendStarted("a");
  log_->Close();
  EXPECT_FALSE(outcomes_.at(0).ok());
  calls_.room = FaultyFileCalls::kEndless;
}

// A real limit of the system, in a process of its own, which is bound by it.
TEST_F(AuditLogTest, ARealLimitOfFileSizeIsSurvived) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 100'001;
    setrlimit(RLIMIT_FSIZE, &limit);
    Open();
    int written = 0;
    while (written < 10'000 && WriteOne().ok()) ++written;
    const bool refused = written < 10'000 && !WriteOne().ok();
    const bool whole = ReadFile(path_).size() <= 100'001 && ReadFile(path_).back() == '\n';
    limit.rlim_cur = before;
    setrlimit(RLIMIT_FSIZE, &limit);
    const bool again = WriteOne().ok();
    _exit(refused && whole && again ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_GT(ExpectIntact(path_).lines, 100u);
}

}  // namespace
}  // namespace smartcar_gateway
