// SQLite's result codes as statuses.
#include "server/store/sqlite_error.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {

absl::Status SqliteError(int code, const std::string& path) {
  constexpr int kPrimary = 0xff;
  switch (code & kPrimary) {
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(
          absl::StrCat(path, " cannot be written: the disk is full; make room on it"));
    case SQLITE_ERROR:  // other tables than ours
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat(path,
                       " is damaged or no database of the gateway's; move it away, and a new "
                       "one is made. What it held is then forgotten"));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::PermissionDeniedError(absl::StrCat(
          path, " cannot be opened for writing; let the gateway's user write it and its folder"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          absl::StrCat(path, " is locked by another program; end that program"));
    case SQLITE_IOERR:
      return absl::InternalError(absl::StrCat(path, " cannot be read or written (",
                                              sqlite3_errstr(code), "); check the disk"));
    default:
      return absl::InternalError(absl::StrCat(path, ": ", sqlite3_errstr(code)));
  }
}

}  // namespace smartcar_gateway
