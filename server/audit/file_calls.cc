// Implementation of FileCalls.
#include "server/audit/file_calls.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>

namespace smartcar_gateway {
namespace {

// How long a reader of standard output may keep a write waiting that is not to block.
constexpr int kPatienceMs = 5000;

}  // namespace

int FileCalls::OpenLog(const std::string& path) {
  return open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
              0600);
}

ssize_t FileCalls::Write(int file, absl::string_view bytes) {
  return write(file, bytes.data(), bytes.size());
}

int FileCalls::Sync(int file) { return fdatasync(file); }

int FileCalls::Truncate(int file, uint64_t size) {
  return ftruncate(file, static_cast<off_t>(size));
}

int FileCalls::Rename(const std::string& from, const std::string& to) {
  return rename(from.c_str(), to.c_str());
}

int FileCalls::Remove(const std::string& path) { return unlink(path.c_str()); }

int FileCalls::SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return -1;
  const int result = fsync(file);
  const int error = errno;
  close(file);
  errno = error;
  return result;
}

FileCalls& SystemFileCalls() {
  static FileCalls* const calls = new FileCalls;
  return *calls;
}

namespace {

// False with errno EAGAIN if there is none in time.
bool WaitForRoom(int file, int patience_ms) {
  pollfd room = {file, POLLOUT, 0};
  if (poll(&room, 1, patience_ms) != 0) return true;
  errno = EAGAIN;
  return false;
}

}  // namespace

bool WritePatiently(FileCalls& calls, int file, absl::string_view bytes, int patience_ms) {
  while (!bytes.empty()) {
    // A pipe that has room takes so many bytes without blocking, also one that would block.
    if (!WaitForRoom(file, patience_ms)) return false;
    const absl::string_view piece = bytes.substr(0, PIPE_BUF);
    if (!WriteAll(calls, file, piece)) return false;
    bytes.remove_prefix(piece.size());
  }
  return true;
}

bool WriteAll(FileCalls& calls, int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = calls.Write(file, bytes);
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
      continue;
    }
    if (written == 0) {
      errno = EIO;
      return false;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return false;
    if (!WaitForRoom(file, kPatienceMs)) return false;
  }
  return true;
}

}  // namespace smartcar_gateway
