// Tests of Database and Transaction, with a real file.
#include "server/store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <utility>

#include "server/store/sqlite_error.h"
#include "server/store/testing.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::vector<std::string> kSchema = {
    "CREATE TABLE pairs (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)"};

class DatabaseTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> Open(const std::vector<std::string>& schema = kSchema) {
    auto opened = Database::Open(path_, schema);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }

  Statement Prepare(Database& database, absl::string_view sql) {
    auto statement = database.Prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    return *std::move(statement);
  }

  int64_t Count(Database& database) {
    Statement count = Prepare(database, "SELECT COUNT(*) FROM pairs");
    EXPECT_TRUE(count.Query().value_or(false));
    return count.Int(0);
  }

  const std::string path_ = NewStateFolder() + "/state.db";
};

TEST_F(DatabaseTest, WhatWasWrittenIsThereAfterReopening) {
  std::string bytes("a\0b\xff", 4);
  {
    auto database = Open();
    Statement insert = Prepare(*database, "INSERT INTO pairs VALUES (?, ?)");
    EXPECT_TRUE(insert.Run(bytes, int64_t{1} << 40).ok());
    EXPECT_TRUE(insert.Run("", -1).ok());
  }
  auto database = Open();
  Statement select = Prepare(*database, "SELECT name, value FROM pairs ORDER BY value");
  ASSERT_TRUE(select.Query().value());
  EXPECT_EQ(select.Text(0), "");
  EXPECT_EQ(select.Int(1), -1);
  ASSERT_TRUE(select.Next().value());
  EXPECT_EQ(select.Text(0), bytes);
  EXPECT_EQ(select.Int(1), int64_t{1} << 40);
  EXPECT_FALSE(select.Next().value());
}

TEST_F(DatabaseTest, StatementsCanBeUsedAgainAfterAnError) {
  auto database = Open();
  Statement insert = Prepare(*database, "INSERT INTO pairs VALUES (?, ?)");
  EXPECT_TRUE(insert.Run("one", 1).ok());
  EXPECT_FALSE(insert.Run("one", 1).ok());
  EXPECT_TRUE(insert.Run("two", 2).ok());
  EXPECT_EQ(Count(*database), 2);
}

TEST_F(DatabaseTest, TransactionsAreAllOrNothing) {
  auto database = Open();
  Statement insert = Prepare(*database, "INSERT INTO pairs VALUES (?, ?)");
  {
    auto transaction = Transaction::Begin(database.get());
    ASSERT_TRUE(transaction.ok());
    EXPECT_TRUE(insert.Run("dropped", 1).ok());
  }
  EXPECT_EQ(Count(*database), 0);
  {
    auto transaction = Transaction::Begin(database.get());
    ASSERT_TRUE(transaction.ok());
    EXPECT_TRUE(insert.Run("kept", 1).ok());
    EXPECT_TRUE(transaction->Commit().ok());
  }
  EXPECT_EQ(Count(*database), 1);
}

TEST_F(DatabaseTest, SchemaGrowsStepByStepAndKeepsWhatIsThere) {
  { EXPECT_TRUE(Open()->Execute("INSERT INTO pairs VALUES ('old', 1)").ok()); }
  auto schema = kSchema;
  schema.push_back("ALTER TABLE pairs ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'");
  auto database = Open(schema);
  Statement select = Prepare(*database, "SELECT colour FROM pairs WHERE name = 'old'");
  ASSERT_TRUE(select.Query().value());
  EXPECT_EQ(select.Text(0), "red");
}

TEST_F(DatabaseTest, SchemaThatFailsLeavesNothingBehind) {
  auto schema = kSchema;
  schema.push_back("CREATE TABLE more (x); no sql");
  EXPECT_FALSE(Database::Open(path_, schema).ok());
  EXPECT_EQ(Count(*Open()), 0);  // version 1 can still be made
}

TEST_F(DatabaseTest, FileOfANewerGatewayIsRefused) {
  { Open({kSchema[0], "CREATE TABLE more (x)"}); }
  const absl::Status refused = Database::Open(path_, kSchema).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), AllOf(HasSubstr(path_), HasSubstr("newer gateway")));
}

TEST_F(DatabaseTest, FileIsForItsOwnerAlone) {
  auto database = Open();
  EXPECT_TRUE(database->Execute("INSERT INTO pairs VALUES ('x', 1)").ok());
  for (const char* suffix : {"", "-wal"}) {
    struct stat found {};
    ASSERT_EQ(stat((path_ + suffix).c_str(), &found), 0) << suffix;
    EXPECT_EQ(found.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(DatabaseTest, CommitsWaitForTheDisk) {
  auto database = Open();
  Statement mode = Prepare(*database, "PRAGMA synchronous");
  ASSERT_TRUE(mode.Query().value());
  EXPECT_EQ(mode.Int(0), 2);  // FULL
  Statement journal = Prepare(*database, "PRAGMA journal_mode");
  ASSERT_TRUE(journal.Query().value());
  EXPECT_EQ(journal.Text(0), "wal");
}

TEST_F(DatabaseTest, DamagedFileIsNamed) {
  std::ofstream(path_) << std::string(5000, 'x');
  const absl::Status refused = Database::Open(path_, kSchema).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(refused.message()), AllOf(HasSubstr(path_), HasSubstr("move it away")));
}

TEST_F(DatabaseTest, DamageInsideIsFoundWhenItIsOpened) {
  {
    auto database = Open();
    Statement insert = Prepare(*database, "INSERT INTO pairs VALUES (?, ?)");
    for (int i = 0; i < 500; ++i)
      EXPECT_TRUE(insert.Run(std::string(100, 'a' + i % 26), i).ok() || i >= 26);
    EXPECT_TRUE(database->Execute("PRAGMA wal_checkpoint(TRUNCATE)").ok());
  }
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);  // the first page behind the schema
  file << std::string(4096, '\xee');
  file.close();
  EXPECT_EQ(Database::Open(path_, kSchema).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(DatabaseTest, MissingFolderIsNamed) {
  const absl::Status refused = Database::Open(path_ + "/no/such.db", kSchema).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("/no/such.db"));
}

TEST_F(DatabaseTest, FullDiskIsSaidAndWhatWasThereStays) {
  auto database = Open();
  EXPECT_TRUE(database->Execute("INSERT INTO pairs VALUES ('x', 1)").ok());
  EXPECT_TRUE(database->Execute("PRAGMA max_page_count = 1").ok());  // as if the disk ended here
  Statement insert = Prepare(*database, "INSERT INTO pairs VALUES (?, ?)");
  const absl::Status full = insert.Run(std::string(100'000, 'y'), 2);
  EXPECT_EQ(full.code(), absl::StatusCode::kResourceExhausted) << full;
  EXPECT_THAT(std::string(full.message()), AllOf(HasSubstr(path_), HasSubstr("disk is full")));
  EXPECT_EQ(Count(*database), 1);
}

TEST_F(DatabaseTest, EveryErrorNamesTheFile) {
  for (const int code : {SQLITE_FULL, SQLITE_CORRUPT, SQLITE_READONLY, SQLITE_BUSY,
                         SQLITE_IOERR_FSYNC, SQLITE_NOMEM}) {
    const absl::Status error = SqliteError(code, "the/file");
    EXPECT_FALSE(error.ok());
    EXPECT_THAT(std::string(error.message()), HasSubstr("the/file"));
  }
  EXPECT_EQ(SqliteError(SQLITE_READONLY_DBMOVED, "x").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(SqliteError(SQLITE_BUSY_SNAPSHOT, "x").code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace smartcar_gateway
