// FileCalls: the system calls of the audit log that can fail for want of room.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_CALLS_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_CALLS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Stateless. What a call returns is that of the system, with `errno`; tests override calls to let
// them fail.
class FileCalls {
 public:
  virtual ~FileCalls() = default;

  // For appending and reading, made for this user alone if it is missing. Follows no link.
  virtual int OpenLog(const std::string& path);
  virtual ssize_t Write(int file, absl::string_view bytes);
  virtual int Sync(int file);
  virtual int Truncate(int file, uint64_t size);
  virtual int Rename(const std::string& from, const std::string& to);
  virtual int Remove(const std::string& path);
  // Makes renames in the folder of `path` last.
  virtual int SyncFolderOf(const std::string& path);
};

// Those of the system. Lives for ever.
FileCalls& SystemFileCalls();

// Writes all of it, however many calls that takes. False with `errno` if that fails; a part may
// have been written.
bool WriteAll(FileCalls& calls, int file, absl::string_view bytes);

// The same for what may be a pipe whose reader stalls. Fails with EAGAIN when there is no room for
// `patience_ms`.
bool WritePatiently(FileCalls& calls, int file, absl::string_view bytes, int patience_ms);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_CALLS_H_
