// Implementation of LineReader.
#include "server/audit/line_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/audit/link_reader.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kBufferBytes = 2 * kMaxLineBytes;

absl::Status Unreadable(const std::string& path) {
  return absl::InvalidArgumentError(absl::StrCat(path, " cannot be read: ", strerror(errno)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<LineReader>> LineReader::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Unreadable(path);
  return std::unique_ptr<LineReader>(new LineReader(path, file));
}

LineReader::LineReader(std::string path, int file)
    : path_(std::move(path)), file_(file), buffer_(new char[kBufferBytes]) {}

LineReader::~LineReader() { close(file_); }

absl::StatusOr<absl::optional<LineReader::Line>> LineReader::Next() {
  size_t looked = begin_;
  bool too_long = false;
  for (;;) {
    const void* found = memchr(&buffer_[looked], '\n', end_ - looked);
    if (found != nullptr) {
      const size_t at = static_cast<size_t>(static_cast<const char*>(found) - buffer_.get());
      const Line line{absl::string_view(&buffer_[begin_], at - begin_), true};
      begin_ = at + 1;
      return line;
    }
    if (end_ - begin_ > kMaxLineBytes) too_long = true;
    // What is too long to be a record is dropped, but for enough to show that it is.
    if (too_long) end_ = begin_ + kMaxLineBytes + 1;
    looked = end_ - begin_;  // where that is after ReadMore()
    const absl::StatusOr<bool> more = ReadMore();
    if (!more.ok()) return more.status();
    if (*more) continue;
    if (begin_ == end_) return absl::optional<Line>();
    const Line line{absl::string_view(&buffer_[begin_], end_ - begin_), false};
    begin_ = end_;
    return line;
  }
}

absl::StatusOr<bool> LineReader::ReadMore() {
  memmove(&buffer_[0], &buffer_[begin_], end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  for (;;) {
    const ssize_t got = read(file_, &buffer_[end_], kBufferBytes - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path_);
    end_ += static_cast<size_t>(got);
    return got > 0;
  }
}

}  // namespace smartcar_gateway
