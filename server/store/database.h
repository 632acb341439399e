// Database: an SQLite database in one file.
#ifndef SMARTCAR_GATEWAY_SERVER_STORE_DATABASE_H_
#define SMARTCAR_GATEWAY_SERVER_STORE_DATABASE_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/statement.h"

struct sqlite3;

namespace smartcar_gateway {

// Owns the connection. What is committed survives a power cut: each commit waits for the disk. One
// thread at a time may use it and its statements, and it must not be one that answers calls.
//
// Errors name the file and say what to do: RESOURCE_EXHAUSTED, the disk is full; DATA_LOSS, the
// file is damaged or no database; PERMISSION_DENIED, it cannot be opened or written; UNAVAILABLE,
// another program has it locked; INTERNAL, all else.
//
//   auto database = Database::Open(folder->PathOf("visits.db"),
//                                  {"CREATE TABLE visits (name TEXT PRIMARY KEY, count INTEGER)"});
//   auto insert = (*database)->Prepare("INSERT INTO visits VALUES (?, ?)");
//   absl::Status inserted = insert->Run("somebody", 1);
class Database {
 public:
  // Opens or makes the file, readable by its owner alone, and brings its schema up to date:
  // `schema[n]` is the SQL that leads from version n to n + 1, so entries are only ever added. A
  // file from a version that is not known yet is refused, and so is a damaged one.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path,
                                                        const std::vector<std::string>& schema);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // The statement must not outlive the database.
  absl::StatusOr<Statement> Prepare(absl::string_view sql);
  // Runs statements that return nothing and take no values.
  absl::Status Execute(const std::string& sql);

 private:
  Database(std::string path, sqlite3* connection);

  absl::Status Configure();
  absl::Status Migrate(const std::vector<std::string>& schema);

  const std::string path_;
  sqlite3* const connection_;
};

// All or nothing: what was run since the beginning is undone unless it was committed. One at a
// time for a database, which must outlive it.
class Transaction {
 public:
  static absl::StatusOr<Transaction> Begin(Database* database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // Nothing is kept if it fails.
  absl::Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}

  Database* database_;  // null when it is over
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_STORE_DATABASE_H_
