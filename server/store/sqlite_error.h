// SQLite's result codes as statuses. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_STORE_SQLITE_ERROR_H_
#define SMARTCAR_GATEWAY_SERVER_STORE_SQLITE_ERROR_H_

#include <string>

#include "absl/status/status.h"

namespace smartcar_gateway {

// `code` is a primary or extended result code that reports a failure. See database.h for the codes.
absl::Status SqliteError(int code, const std::string& path);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_STORE_SQLITE_ERROR_H_
