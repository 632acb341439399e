// Implementation of FindTail.
#include "server/audit/tail.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/audit/link_reader.h"

namespace smartcar_gateway {
namespace {

constexpr uint64_t kFirstLook = 64 << 10;
constexpr uint64_t kLastLook = 8 << 20;

absl::StatusOr<std::string> ReadAt(int file, uint64_t offset, uint64_t size) {
  std::string bytes(size, '\0');
  size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(file, &bytes[done], size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, "reading its end");
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

// The last record of `bytes`, which begin at `offset` of the file; a line that may have begun
// before them is not looked at.
FileTail LastRecord(absl::string_view bytes, uint64_t offset) {
  LinkReader reader;
  FileTail tail;
  for (size_t end = bytes.rfind('\n'); end != absl::string_view::npos;) {
    const size_t before = end == 0 ? absl::string_view::npos : bytes.rfind('\n', end - 1);
    if (before == absl::string_view::npos && offset > 0) break;
    const size_t begin = before == absl::string_view::npos ? 0 : before + 1;
    const absl::string_view line = bytes.substr(begin, end - begin);
    const auto link = reader.Read(line);
    if (link.ok()) {
      tail.head = ChainHead{link->sequence, LineHash(line)};
      tail.whole_bytes = offset + end + 1;
      break;
    }
    end = before;
  }
  return tail;
}

}  // namespace

absl::StatusOr<FileTail> FindTail(int file, uint64_t size) {
  for (uint64_t look = kFirstLook;; look *= 8) {
    const uint64_t part = std::min({look, kLastLook, size});
    const auto bytes = ReadAt(file, size - part, part);
    if (!bytes.ok()) return bytes.status();
    FileTail tail = LastRecord(*bytes, size - part);
    if (tail.head.has_value() || part == size || part == kLastLook) return tail;
  }
}

}  // namespace smartcar_gateway
