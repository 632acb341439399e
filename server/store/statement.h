// Statement: one prepared SQL statement.
#ifndef SMARTCAR_GATEWAY_SERVER_STORE_STATEMENT_H_
#define SMARTCAR_GATEWAY_SERVER_STORE_STATEMENT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

struct sqlite3_stmt;

namespace smartcar_gateway {

// Made by Database::Prepare, which it must not outlive, and used as often as one likes. Values are
// integers and strings of any bytes, in the order of the question marks. Not thread-safe.
//
//   for (auto row = count.Query("somebody"); ; row = count.Next()) {
//     if (!row.ok()) return row.status();
//     if (!*row) break;
//     total += count.Int(0);
//   }
class Statement {
 public:
  // Runs a statement whose rows, if any, do not matter.
  template <typename... Values>
  absl::Status Run(const Values&... values) {
    const absl::StatusOr<bool> row = Query(values...);
    Reset();
    return row.status();
  }

  // Begins anew with these values; true if there is a first row.
  template <typename... Values>
  absl::StatusOr<bool> Query(const Values&... values) {
    Reset();
    int position = 0;
    (Bind(++position, values), ...);
    return Next();
  }

  // Whether there is another row. After the last one, and after an error, the statement is reset.
  absl::StatusOr<bool> Next();

  // Of the current row; columns count from 0. NULL reads as 0 or "".
  int64_t Int(int column) const;
  std::string Text(int column) const;

  // Ends a query whose remaining rows are not wanted; until then it holds a lock on the file.
  void Reset();

 private:
  friend class Database;
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const;
  };

  Statement(std::string path, sqlite3_stmt* statement)
      : path_(std::move(path)), statement_(statement) {}

  void Bind(int position, int64_t value);
  void Bind(int position, int value) { Bind(position, static_cast<int64_t>(value)); }
  void Bind(int position, absl::string_view value);

  std::string path_;  // for errors
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_STORE_STATEMENT_H_
