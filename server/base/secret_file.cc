// Implementation of reading files that hold secrets.
#include "server/base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace smartcar_gateway {
namespace {

constexpr mode_t kGroupWrites = 0020;
constexpr mode_t kOthers = 0007;

absl::Status SystemError(int error) {
  if (error == ENOENT || error == ENOTDIR) return absl::NotFoundError("does not exist");
  if (error == EACCES || error == EPERM) {
    return absl::PermissionDeniedError(
        "may not be read by the gateway: give its user read access to the file and its folders");
  }
  return absl::FailedPreconditionError(
      absl::StrCat("cannot be read: ", std::generic_category().message(error)));
}

// A descriptor of the file, which the caller closes.
absl::StatusOr<int> Open(const std::string& path) {
  // O_NONBLOCK: opening a pipe would wait for its writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return SystemError(errno);
  auto close_it = absl::MakeCleanup([descriptor] { close(descriptor); });
  struct stat info;
  // Of what is open, not of the path, which may lead elsewhere by now.
  if (fstat(descriptor, &info) != 0) return SystemError(errno);
  if (S_ISDIR(info.st_mode)) {
    return absl::FailedPreconditionError("is a directory: name the file in it");
  }
  if (!S_ISREG(info.st_mode)) return absl::FailedPreconditionError("is not a regular file");
  const absl::Status access = CheckSecretFileAccess(info.st_mode, info.st_uid, geteuid());
  if (!access.ok()) return access;
  std::move(close_it).Cancel();
  return descriptor;
}

}  // namespace

absl::StatusOr<Secret> ReadSecretFile(const std::string& path, size_t max_bytes) {
  const absl::StatusOr<int> descriptor = Open(path);
  if (!descriptor.ok()) return descriptor.status();
  const auto close_it = absl::MakeCleanup([&] { close(*descriptor); });
  // One block from the beginning: a string that grows leaves copies behind.
  std::string bytes(max_bytes + 1, '\0');
  size_t size = 0;
  int error = 0;
  while (size < bytes.size()) {
    const ssize_t got = read(*descriptor, &bytes[size], bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    size += static_cast<size_t>(got);
  }
  bytes.resize(size);
  Secret content(std::move(bytes));
  if (error != 0) return SystemError(error);
  if (size > max_bytes) {
    return absl::FailedPreconditionError(
        absl::StrCat("is larger than ", max_bytes / 1024, " KiB, so it is hardly the right file"));
  }
  return content;
}

absl::Status CheckSecretFile(const std::string& path) {
  const absl::StatusOr<int> descriptor = Open(path);
  if (descriptor.ok()) close(*descriptor);
  return descriptor.status();
}

absl::Status CheckSecretFileAccess(mode_t mode, uid_t owner, uid_t reader) {
  if (owner != reader && owner != 0) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "belongs to user %d, who can change it: give it to the gateway's user (%d) or to root, "
        "with `chown`",
        owner, reader));
  }
  if ((mode & (kGroupWrites | kOthers)) != 0) {
    return absl::PermissionDeniedError(absl::StrFormat(
        "is open to other users (mode %04o): take that away with `chmod 640`, or in Kubernetes "
        "with `defaultMode: 0440` on the volume",
        mode & 07777));
  }
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
