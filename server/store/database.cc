// Implementation of Database and Transaction.
#include "server/store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/store/sqlite_error.h"

namespace smartcar_gateway {
namespace {

// Only a program that is not ours, such as a backup, ever holds the lock, and not for long.
constexpr int kBusyMilliseconds = 2000;

// SQLite would make it readable by everybody; its companions take over the permissions.
void MakePrivateFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  // A failure is SQLite's to report: it meets the same.
  if (file >= 0) close(file);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         const std::vector<std::string>& schema) {
  MakePrivateFile(path);
  sqlite3* connection = nullptr;
  // No mutex: one thread at a time is the contract.
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  // There is a connection also after most failures, and it must be closed.
  std::unique_ptr<Database> database(new Database(path, connection));
  if (code != SQLITE_OK) return SqliteError(code, path);
  const absl::Status configured = database->Configure();
  if (!configured.ok()) return configured;
  const absl::Status migrated = database->Migrate(schema);
  if (!migrated.ok()) return migrated;
  return database;
}

Database::Database(std::string path, sqlite3* connection)
    : path_(std::move(path)), connection_(connection) {}

Database::~Database() { sqlite3_close_v2(connection_); }

absl::Status Database::Configure() {
  sqlite3_extended_result_codes(connection_, 1);
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  const absl::Status set = Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  if (!set.ok()) return set;
  auto check = Prepare("PRAGMA quick_check(1)");
  if (!check.ok()) return check.status();
  const absl::StatusOr<bool> row = check->Query();
  if (!row.ok()) return row.status();
  if (!*row || check->Text(0) != "ok") return SqliteError(SQLITE_CORRUPT, path_);
  return absl::OkStatus();
}

absl::Status Database::Migrate(const std::vector<std::string>& schema) {
  int64_t version = 0;
  {
    auto read = Prepare("PRAGMA user_version");
    if (!read.ok()) return read.status();
    const absl::StatusOr<bool> row = read->Query();
    if (!row.ok()) return row.status();
    version = read->Int(0);
  }
  if (version < 0 || version > static_cast<int64_t>(schema.size())) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, " was written by a newer gateway (version ", version, " of ",
                     schema.size(), " known); run that one, or move the file away"));
  }
  if (version == static_cast<int64_t>(schema.size())) return absl::OkStatus();
  auto transaction = Transaction::Begin(this);
  if (!transaction.ok()) return transaction.status();
  for (size_t step = version; step < schema.size(); ++step) {
    const absl::Status done = Execute(schema[step]);
    if (!done.ok()) return done;
  }
  const absl::Status set = Execute(absl::StrCat("PRAGMA user_version = ", schema.size()));
  if (!set.ok()) return set;
  return transaction->Commit();
}

absl::StatusOr<Statement> Database::Prepare(absl::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, /*pzTail=*/nullptr);
  if (code != SQLITE_OK) return SqliteError(code, path_);
  return Statement(path_, statement);
}

absl::Status Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : SqliteError(code, path_);
}

absl::StatusOr<Transaction> Transaction::Begin(Database* database) {
  // The lock for writing is taken now, not in the middle.
  const absl::Status begun = database->Execute("BEGIN IMMEDIATE");
  if (!begun.ok()) return begun;
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  // Some errors have undone it already; then there is nothing to roll back.
  if (database_ != nullptr) database_->Execute("ROLLBACK").IgnoreError();
}

absl::Status Transaction::Commit() {
  const absl::Status committed = database_->Execute("COMMIT");
  if (committed.ok()) database_ = nullptr;
  return committed;
}

}  // namespace smartcar_gateway
