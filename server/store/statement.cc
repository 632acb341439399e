// Implementation of Statement.
#include "server/store/statement.h"

#include <sqlite3.h>

#include "server/store/sqlite_error.h"

namespace smartcar_gateway {

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

absl::StatusOr<bool> Statement::Next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  Reset();
  if (code == SQLITE_DONE) return false;
  return SqliteError(code, path_);
}

int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::Text(int column) const {
  // Asked for in this order, as SQLite wants it: the conversion comes before the size.
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? "" : std::string(static_cast<const char*>(bytes), size);
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

// Binding fails only for want of memory or for a position the SQL does not have, which leaves NULL
// behind; columns that must not be NULL then refuse it.
void Statement::Bind(int position, int64_t value) {
  sqlite3_bind_int64(statement_.get(), position, value);
}

void Statement::Bind(int position, absl::string_view value) {
  // A null pointer would be NULL.
  const char* bytes = value.data() == nullptr ? "" : value.data();
  sqlite3_bind_blob64(statement_.get(), position, bytes, value.size(), SQLITE_TRANSIENT);
}

}  // namespace smartcar_gateway
