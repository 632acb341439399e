// Tests of the ledger and its stores, and of what they keep.
#include "server/commands/command_ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "server/base/testing.h"
#include "server/commands/fingerprint.h"
#include "server/commands/memory_ledger_store.h"
#include "server/commands/recorded_outcome.h"
#include "server/commands/sqlite_ledger_store.h"
#include "server/commands/testing.h"
#include "server/store/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kTime = absl::FromUnixSeconds(1'800'000'000);

LedgerEntry Settled(absl::Time changed = kTime) {
  LedgerEntry entry;
  entry.fingerprint = std::string("f\0g", 3);
  entry.started = changed - absl::Seconds(5);
  entry.changed = changed;
  RecordOutcome(CommandOutcome::kSettled,
                Reply(202, "{\"a\":1}", {{"sc-request-id", "abc"}, {"date", "today"}}), &entry);
  return entry;
}

enum class Kind { kMemory, kSqlite };

class LedgerStoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<LedgerStore> Open() {
    if (GetParam() == Kind::kMemory) return std::make_unique<MemoryLedgerStore>(100);
    auto store = SqliteLedgerStore::Open(path_);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  const std::string path_ = NewStateFolder() + "/commands.db";
  std::unique_ptr<LedgerStore> store_ = Open();
};

TEST_P(LedgerStoreTest, WhatIsPutIsFound) {
  ASSERT_TRUE(store_->Put("id", Settled()).ok());
  const auto found = store_->Find("id");
  ASSERT_TRUE(found.ok() && found->has_value());
  const LedgerEntry& entry = **found;
  EXPECT_EQ(entry.state, LedgerEntry::State::kSettled);
  EXPECT_EQ(entry.fingerprint, Settled().fingerprint);
  EXPECT_EQ(entry.started, kTime - absl::Seconds(5));
  EXPECT_EQ(entry.changed, kTime);
  EXPECT_EQ(entry.response.status, 202);
  EXPECT_EQ(entry.response.body, "{\"a\":1}");
  EXPECT_EQ(entry.response.Header("sc-request-id"), "abc");
  EXPECT_FALSE(entry.response.Header("date").has_value());
  const auto other = store_->Find("other");
  ASSERT_TRUE(other.ok());
  EXPECT_FALSE(other->has_value());
}

TEST_P(LedgerStoreTest, PutReplacesAndRemoveForgets) {
  ASSERT_TRUE(store_->Put("id", Settled()).ok());
  LedgerEntry unknown;
  RecordOutcome(CommandOutcome::kUnknown, Reply(504, "<html>"), &unknown);
  ASSERT_TRUE(store_->Put("id", unknown).ok());
  auto found = store_->Find("id");
  EXPECT_EQ((*found)->state, LedgerEntry::State::kUnknown);
  EXPECT_EQ((*found)->message, "Smartcar answered HTTP 504");
  EXPECT_EQ((*found)->response.body, "");
  ASSERT_TRUE(store_->Remove("id").ok());
  EXPECT_FALSE((*store_->Find("id")).has_value());
}

TEST_P(LedgerStoreTest, OnlyTheOldIsRemoved) {
  ASSERT_TRUE(store_->Put("old", Settled(kTime - absl::Hours(1))).ok());
  ASSERT_TRUE(store_->Put("new", Settled()).ok());
  ASSERT_TRUE(store_->RemoveOlderThan(kTime).ok());
  EXPECT_FALSE((*store_->Find("old")).has_value());
  EXPECT_TRUE((*store_->Find("new")).has_value());
}

INSTANTIATE_TEST_SUITE_P(Both, LedgerStoreTest, ::testing::Values(Kind::kMemory, Kind::kSqlite));

TEST(SqliteLedgerStoreTest, EntriesAreThereAfterReopening) {
  const std::string path = NewStateFolder() + "/commands.db";
  { ASSERT_TRUE((*SqliteLedgerStore::Open(path))->Put("id", Settled()).ok()); }
  EXPECT_TRUE((*(*SqliteLedgerStore::Open(path))->Find("id")).has_value());
}

TEST(SqliteLedgerStoreTest, DamagedFileIsNamed) {
  const std::string path = NewStateFolder() + "/commands.db";
  std::ofstream(path) << std::string(4096, '?');
  const absl::Status refused = SqliteLedgerStore::Open(path).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), HasSubstr(path));
}

TEST(MemoryLedgerStoreTest, RefusesRatherThanForgets) {
  MemoryLedgerStore store(2);
  EXPECT_TRUE(store.Put("a", Settled()).ok());
  EXPECT_TRUE(store.Put("b", Settled()).ok());
  EXPECT_EQ(store.Put("c", Settled()).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(store.Put("a", Settled()).ok());
  EXPECT_TRUE((*store.Find("b")).has_value());
}

class CommandLedgerTest : public ::testing::Test {
 protected:
  void Put(const std::string& id, LedgerEntry entry) {
    ledger_.Put(id, std::move(entry), [](const absl::Status& status) { EXPECT_TRUE(status.ok()); });
    disk_.RunDue();
  }
  bool Has(const std::string& id) {
    bool has = false;
    ledger_.Find(id, [&has](auto found) { has = found.ok() && found->has_value(); });
    disk_.RunDue();
    return has;
  }

  FakeClock clock_;
  ManualExecutor disk_{&clock_};
  MemoryLedgerStore store_{3};
  std::vector<std::string> errors_;
  CommandLedger ledger_{
      absl::Hours(24), std::make_unique<ForwardingStore>(&store_), clock_, disk_,
      [this](const absl::Status& error) { errors_.push_back(std::string(error.message())); }};
};

TEST_F(CommandLedgerTest, NothingHappensOnTheCallersThread) {
  bool called = false;
  ledger_.Put("id", Settled(), [&called](const absl::Status&) { called = true; });
  EXPECT_FALSE(called);
  EXPECT_FALSE((*store_.Find("id")).has_value());
  disk_.RunDue();
  EXPECT_TRUE(called);
  EXPECT_TRUE((*store_.Find("id")).has_value());
}

TEST_F(CommandLedgerTest, EntriesCountForTheWholeWindowAndNotLonger) {
  Put("id", Settled(clock_.Now()));
  clock_.Advance(absl::Hours(24));
  EXPECT_TRUE(Has("id"));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_FALSE(Has("id"));
}

TEST_F(CommandLedgerTest, OldEntriesMakeRoomForNewOnes) {
  for (const char* id : {"a", "b", "c"}) Put(id, Settled(clock_.Now()));
  clock_.Advance(absl::Hours(25));
  Put("d", Settled(clock_.Now()));
  EXPECT_TRUE(Has("d"));
  EXPECT_FALSE((*store_.Find("a")).has_value());
  EXPECT_TRUE(errors_.empty());
}

TEST_F(CommandLedgerTest, ErrorsGoToTheOperatorToo) {
  for (const char* id : {"a", "b", "c"}) Put(id, Settled(clock_.Now()));
  absl::Status told;
  ledger_.Put("d", Settled(clock_.Now()), [&told](const absl::Status& status) { told = status; });
  disk_.RunDue();
  EXPECT_EQ(told.code(), absl::StatusCode::kResourceExhausted);
  ASSERT_EQ(errors_.size(), 1u);
  EXPECT_THAT(errors_[0], HasSubstr("state_dir"));
}

TEST(FingerprintTest, EveryPartOfTheCommandCounts) {
  const HttpRequest command = CommandRequest("car", "id");
  EXPECT_EQ(Fingerprint(command), Fingerprint(CommandRequest("car", "another id")));
  HttpRequest other = command;
  other.method = HttpMethod::kDelete;
  EXPECT_NE(Fingerprint(command), Fingerprint(other));
  other = CommandRequest("another car", "id");
  EXPECT_NE(Fingerprint(command), Fingerprint(other));
  other = command;
  other.headers[0].value = "another user";
  EXPECT_NE(Fingerprint(command), Fingerprint(other));
  other = command;
  other.body = "{}";
  EXPECT_NE(Fingerprint(command), Fingerprint(other));
  other = command;
  other.deadline = kTime;
  other.headers.push_back({"accept", "anything"});
  EXPECT_EQ(Fingerprint(command), Fingerprint(other));
}

TEST(FingerprintTest, ShowsNothingOfTheCommand) {
  HttpRequest command = CommandRequest("car", "id");
  command.body = R"({"latitude":48.1})";
  EXPECT_EQ(Fingerprint(command).size(), 32u);
  EXPECT_THAT(Fingerprint(command), Not(HasSubstr("48.1")));
}

TEST(RecordedOutcomeTest, UnknownOutcomesSayWhenTheyBeganAndThatNothingWasSent) {
  LedgerEntry entry;
  entry.started = kTime;
  for (const bool ended : {false, true}) {
    if (ended) {
      RecordOutcome(CommandOutcome::kUnknown,
                    Failure(TransportError::kConnectionLost, Sent::kMaybe, "reset by peer"),
                    &entry);
    }
    const HttpResult result = RecordedResult(entry);
    EXPECT_EQ(result.error, TransportError::kOutcomeUnknown);
    EXPECT_EQ(result.sent, Sent::kMaybe);
    EXPECT_THAT(result.message, HasSubstr("2027-01-15T08:00:00"));
    EXPECT_THAT(result.message, HasSubstr("nothing was sent now"));
    EXPECT_THAT(result.message, HasSubstr(ended ? "reset by peer" : "did not live"));
  }
}

}  // namespace
}  // namespace smartcar_gateway
