// Tests of FileAuditLog on a disk that works: chain, callbacks, syncs, limits.
#include "server/audit/file_audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

namespace audit = ::smartcar::gateway::audit::v1;
namespace config = ::smartcar::gateway::config::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(AuditLogTest, LinesAreNumberedAndChainedFromZeros) {
  Open();
  EXPECT_EQ(log_->Head(), ChainHead());
  AppendStarted("a");
  AppendStarted("b");
  Run();
  AppendStarted("c");
  Run();
  const std::vector<std::string> lines = LinesOf(path_);
  ASSERT_EQ(lines.size(), 3u);
  std::string hash(64, '0');
  for (uint64_t i = 0; i < 3; ++i) {
    const AuditRecord record = ParseLine(lines[i]);
    EXPECT_EQ(record.sequence(), i + 1);
    EXPECT_EQ(record.previous_hash(), hash);
    EXPECT_EQ(record.time().seconds(), absl::ToUnixSeconds(clock_.Now()));
    hash = LineHash(lines[i]);
  }
  EXPECT_EQ(ParseLine(lines[1]).request_id(), "b");
  EXPECT_EQ(log_->Head(), (ChainHead{3, hash}));
  EXPECT_EQ(ExpectIntact(path_).lines, 3u);
}

TEST_F(AuditLogTest, TheHashIsPlainSha256) {
  EXPECT_EQ(LineHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(AuditLogTest, ARestartGoesOnWithTheChain) {
  for (uint64_t run = 1; run <= 5; ++run) {
    Reopen();
    EXPECT_EQ(log_->Head().sequence, run - 1);
    EXPECT_EQ(WriteOne().value(), run);
  }
  EXPECT_EQ(ExpectIntact(path_).head, log_->Head());
  EXPECT_TRUE(events_.empty());
}

TEST_F(AuditLogTest, ACallbackRunsOnceItsLineIsOnTheDiskAndInOrder) {
  Open();
  std::vector<uint64_t> order;
  for (int i = 0; i < 3; ++i) {
    log_->Append(Record(audit::AUDIT_EVENT_COMMAND_STARTED), [&](absl::StatusOr<uint64_t> line) {
      EXPECT_EQ(calls_.syncs, 1);
      EXPECT_EQ(LinesOf(path_).size(), 4u);
      EXPECT_GE(log_->Head().sequence, *line);
      order.push_back(*line);
    });
  }
  log_->Append(Record(audit::AUDIT_EVENT_DENIED), nullptr);
  EXPECT_TRUE(order.empty());
  calls_.syncs = 0;
  EXPECT_EQ(ReadFile(path_), "");
  log_->Close();  // writes, too
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST_F(AuditLogTest, ManyAppendsAreOneWriteAndOneSync) {
  Open();
  for (int i = 0; i < 1000; ++i) AppendStarted("r");
  calls_.writes = calls_.syncs = 0;
  Run();
  EXPECT_EQ(outcomes_.size(), 1000u);
  EXPECT_EQ(calls_.writes, 1);
  EXPECT_EQ(calls_.syncs, 1);
}

TEST_F(AuditLogTest, ACallbackMayAppend) {
  Open();
  log_->Append(Record(audit::AUDIT_EVENT_COMMAND_STARTED), [this](absl::StatusOr<uint64_t> line) {
    AuditRecord ended = Record(audit::AUDIT_EVENT_COMMAND_ENDED);
    ended.set_started_sequence(*line);
    Append(ended);
  });
  Run();
  EXPECT_EQ(RecordsOf(path_).at(1).started_sequence(), 1u);
}

TEST_F(AuditLogTest, EverySecondSyncsWithinASecondAndOnlyWhenSomethingWasWritten) {
  config_.set_sync(config::AUDIT_SYNC_EVERY_SECOND);
  Open();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(WriteOne().ok());
  EXPECT_EQ(calls_.syncs, 0);
  executor_.AdvanceBy(absl::Seconds(1));
  EXPECT_EQ(calls_.syncs, 1);
  executor_.AdvanceBy(absl::Hours(1));
  EXPECT_EQ(calls_.syncs, 1);
  EXPECT_TRUE(WriteOne().ok());
  log_.reset();
  EXPECT_EQ(calls_.syncs, 2);
}

TEST_F(AuditLogTest, NeverDoesNotSync) {
  config_.set_sync(config::AUDIT_SYNC_NEVER);
  Open();
  EXPECT_TRUE(WriteOne().ok());
  executor_.AdvanceBy(absl::Hours(1));
  log_.reset();
  EXPECT_EQ(calls_.syncs, 0);
}

TEST_F(AuditLogTest, AfterCloseNothingIsAppended) {
  Open();
  AppendStarted("a");
  log_->Close();
  EXPECT_EQ(outcomes_.at(0).value(), 1u);
  AppendStarted("b");
  EXPECT_TRUE(absl::IsUnavailable(outcomes_.at(1).status()));
  log_->Close();
  Run();
  EXPECT_EQ(LinesOf(path_).size(), 1u);
}

TEST_F(AuditLogTest, AFloodOfDenialsIsCountedNotRecorded) {
  Open();
  for (int i = 0; i < 50'000; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  AppendStarted("command");  // is recorded all the same
  Run();
  EXPECT_EQ(outcomes_.size(), 50'001u);
  EXPECT_EQ(LinesOf(path_).size(), 1001u);
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kDenialsLeftOut), 1);
  std::vector<AuditRecord> records = RecordsOf(path_);
  EXPECT_EQ(records[0].denials_left_out(), 49'000u);
  EXPECT_EQ(records[1].denials_left_out(), 0u);

  clock_.Advance(absl::Seconds(2));
  for (int i = 0; i < 1000; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  Run();
  records = RecordsOf(path_);
  EXPECT_EQ(records.size(), 1041u);
  EXPECT_EQ(records[1001].denials_left_out(), 960u);
}

TEST_F(AuditLogTest, DenialsOfManyOrLongThingsAreCutAndCountAsSeveral) {
  Open();
  for (int i = 0; i < 1000; ++i) {
    AuditRecord record = Record(audit::AUDIT_EVENT_DENIED);
    record.set_resource_id(std::string(100'000, '\x01'));
    record.set_detail(std::string(100'000, 'x'));
    for (int j = 0; j < 20; ++j) {
      record.add_targets()->set_vehicle_id(std::string(256, '\x01'));
      record.mutable_targets(j)->set_user_id(std::string(256, '\x01'));
    }
    Append(std::move(record));
  }
  Run();
  const std::vector<AuditRecord> records = RecordsOf(path_);
  EXPECT_LT(records.size(), 500u);
  EXPECT_EQ(records[0].targets_size(), 2);
  EXPECT_EQ(records[0].target_count(), 20u);
  EXPECT_LT(ReadFile(path_).size(), size_t{3} << 20);
}

TEST_F(AuditLogTest, StrangersDoNotUseUpWhatIsForKnownCallers) {
  Open();
  AuditRecord stranger = Record(audit::AUDIT_EVENT_DENIED);
  stranger.set_caller(kStranger);
  AuditRecord known = Record(audit::AUDIT_EVENT_DENIED);
  known.set_caller("jwt:test:me");
  for (int i = 0; i < 2000; ++i) Append(stranger);
  Append(known);
  Run();
  EXPECT_EQ(LinesOf(path_).size(), 1001u);
  EXPECT_EQ(RecordsOf(path_).back().caller(), "jwt:test:me");
}

TEST_F(AuditLogTest, DenialsLeftOutAreWrittenWhenTheLogCloses) {
  Open();
  for (int i = 0; i < 1000; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  Run();
  for (int i = 0; i < 5; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  Append(Record(audit::AUDIT_EVENT_GATEWAY_STOPPED));
  log_.reset();
  EXPECT_EQ(RecordsOf(path_).back().denials_left_out(), 5u);
}

TEST_F(AuditLogTest, AClockThatIsSetBackRefillsNothing) {
  Open();
  for (int i = 0; i < 1000; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  clock_.Advance(-absl::Hours(24));
  for (int i = 0; i < 10; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  clock_.Advance(absl::Milliseconds(60));
  for (int i = 0; i < 10; ++i) Append(Record(audit::AUDIT_EVENT_DENIED));
  log_->Close();
  EXPECT_EQ(LinesOf(path_).size(), 1001u);
}

TEST_F(AuditLogTest, AFullQueueRefusesCommandsAndSaysSoLater) {
  Open();
  for (size_t i = 0; i < FileAuditLog::kMaxWaiting; ++i) AppendStarted("r");
  EXPECT_TRUE(outcomes_.empty());
  AppendStarted("one too many");
  Append(Record(audit::AUDIT_EVENT_DENIED));
  ASSERT_EQ(outcomes_.size(), 2u);
  EXPECT_TRUE(absl::IsUnavailable(outcomes_[0].status()));
  EXPECT_EQ(outcomes_[1].value(), 0u);
  Run();
  const std::vector<AuditRecord> records = RecordsOf(path_);
  EXPECT_EQ(records.size(), FileAuditLog::kMaxWaiting + 1);
  EXPECT_EQ(records[0].event(), audit::AUDIT_EVENT_RECORDS_LOST);
  EXPECT_THAT(records[0].detail(), HasSubstr("1 COMMAND_STARTED"));
  EXPECT_EQ(records[0].denials_left_out(), 1u);
  EXPECT_EQ(outcomes_.back().value(), FileAuditLog::kMaxWaiting + 1);
  ExpectIntact(path_);
}

TEST_F(AuditLogTest, AFullQueueLetsCommandsGoOnIfConfigured) {
  config_.set_on_failure(config::AUDIT_FAILURE_CONTINUE);
  Open();
  for (size_t i = 0; i <= FileAuditLog::kMaxWaiting; ++i) AppendStarted("r");
  ASSERT_EQ(outcomes_.size(), 1u);
  EXPECT_EQ(outcomes_[0].value(), 0u);
  EXPECT_EQ(EventCount(AuditLogEvent::Kind::kNotRecorded), 1);
}

TEST_F(AuditLogTest, TheFileIsForItsOwnerAlone) {
  Open();
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(AuditLogTest, ASecondLogCannotHaveTheSameFile) {
  Open();
  const absl::Status second = TryOpen().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(second));
  EXPECT_THAT(second.message(), HasSubstr("another gateway writes"));
  log_.reset();
  EXPECT_TRUE(TryOpen().ok());
}

TEST_F(AuditLogTest, WhatIsNoFileOfOursIsRefusedWithAdvice) {
  for (const std::string& path : {folder_, folder_ + "/missing/audit.jsonl"}) {
    const auto opened = FileAuditLog::Open(
        config_, path, clock_, executor_, [](const AuditLogEvent&) {}, calls_);
    EXPECT_TRUE(absl::IsInvalidArgument(opened.status())) << opened.status();
    EXPECT_THAT(opened.status().message(), HasSubstr("audit.file"));
    EXPECT_THAT(opened.status().message(), HasSubstr("; name a file in a folder"));
  }
  ASSERT_EQ(symlink("/dev/null", path_.c_str()), 0);
  EXPECT_THAT(TryOpen().status().message(), HasSubstr("symbolic link"));
}

TEST(AuditPathTest, TheStateFolderIsTheDefault) {
  AuditConfig config;
  EXPECT_EQ(AuditPath(config, ""), "");
  EXPECT_EQ(AuditPath(config, "/var/lib/gateway"), "/var/lib/gateway/audit.jsonl");
  config.set_file("-");
  EXPECT_EQ(AuditPath(config, "/var/lib/gateway"), "-");
}

}  // namespace
}  // namespace smartcar_gateway
