// Implementation of StateDirectory.
#include "server/store/state_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

constexpr char kLockName[] = "gateway.lock";

absl::Status Unusable(const std::string& path, int error) {
  return absl::InvalidArgumentError(
      absl::StrCat("state_dir: the folder ", path, " cannot be used: ", strerror(error),
                   "; name one that the gateway's user can make and write"));
}

// With everything above it that is missing. A failure shows when the lock file is opened.
void MakeFolders(const std::string& path) {
  for (size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    mkdir(path.substr(0, end).c_str(), 0700);
  }
  mkdir(path.c_str(), 0700);
}

}  // namespace

absl::StatusOr<std::unique_ptr<StateDirectory>> StateDirectory::Open(const std::string& path) {
  MakeFolders(path);
  const int lock =
      open(absl::StrCat(path, "/", kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return Unusable(path, errno);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    close(lock);
    if (error != EWOULDBLOCK) return Unusable(path, error);
    return absl::FailedPreconditionError(
        absl::StrCat("state_dir: another gateway uses ", path,
                     "; stop it, or give this one a folder of its own"));
  }
  return std::unique_ptr<StateDirectory>(new StateDirectory(path, lock));
}

absl::Status StateDirectory::Check(const std::string& path) {
  std::string folder = path;
  // Missing ones would be made in the nearest that is there.
  while (access(folder.c_str(), F_OK) != 0 && errno == ENOENT) {
    const size_t slash = folder.rfind('/');
    folder = slash == std::string::npos ? "." : folder.substr(0, slash);
    if (folder.empty()) folder = "/";
  }
  struct stat info;
  if (stat(folder.c_str(), &info) != 0) return Unusable(path, errno);
  if (!S_ISDIR(info.st_mode)) return Unusable(path, ENOTDIR);
  if (access(folder.c_str(), W_OK | X_OK) != 0) return Unusable(path, errno);
  return absl::OkStatus();
}

StateDirectory::~StateDirectory() { close(lock_); }

std::string StateDirectory::PathOf(absl::string_view name) const {
  return absl::StrCat(path_, "/", name);
}

}  // namespace smartcar_gateway
