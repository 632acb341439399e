// Implementation of the file functions.
#include "server/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace smartcar_gateway {
namespace {

// Closes what it holds at the end of a scope.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

std::string LastError() { return std::generic_category().message(errno); }

// What a descriptor holds. INVALID_ARGUMENT with a clause.
absl::StatusOr<std::string> ReadAll(const FileDescriptor& file, size_t max_bytes) {
  std::string content;
  char buffer[16384];
  for (;;) {
    const ssize_t size = read(file.get(), buffer, sizeof(buffer));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", LastError()));
    if (size == 0) return content;
    content.append(buffer, static_cast<size_t>(size));
    if (content.size() > max_bytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("is larger than ", max_bytes, " bytes, so it is hardly the right file"));
    }
  }
}

// Opens with further flags, and looks at what it is.
absl::StatusOr<std::string> ReadOpened(const std::string& path, int flags, bool pipes,
                                       size_t max_bytes) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  struct stat status;
  if (file.get() < 0 || fstat(file.get(), &status) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("cannot be read: ", LastError()));
  }
  if (S_ISDIR(status.st_mode)) return absl::InvalidArgumentError("is a directory, not a file");
  if (!pipes && !S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError("is not a regular file");
  }
  return ReadAll(file, max_bytes);
}

}  // namespace

absl::StatusOr<std::string> ReadWholeFile(const std::string& path, size_t max_bytes) {
  return ReadOpened(path, 0, true, max_bytes);
}

absl::StatusOr<std::string> ReadRegularFile(const std::string& path, size_t max_bytes) {
  // Otherwise opening a pipe would wait for its writer.
  return ReadOpened(path, O_NONBLOCK, false, max_bytes);
}

absl::Status CheckReadableFile(const std::string& path) {
  struct stat status;
  // Looked at before opening: opening a pipe would wait for its writer.
  if (stat(path.c_str(), &status) != 0) {
    return absl::InvalidArgumentError(absl::StrCat("the file cannot be read: ", LastError()));
  }
  if (S_ISDIR(status.st_mode)) {
    return absl::InvalidArgumentError("is a directory, not a file");
  }
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError("must be a regular file: it is read more than once");
  }
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return absl::InvalidArgumentError(absl::StrCat("the file cannot be read: ", LastError()));
  }
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
