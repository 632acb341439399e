// Implementation of FileSink.
#include "server/audit/file_sink.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "server/audit/tail.h"

namespace smartcar_gateway {
namespace {

absl::Status Failed(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", strerror(errno)));
}

absl::Status Unusable(const std::string& path, absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("audit.file: ", path, " cannot be used: ", why,
                   "; name a file in a folder that the gateway's user can write"));
}

bool Exists(const std::string& path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

absl::StatusOr<int> Lock(const std::string& path) {
  const int lock = open(absl::StrCat(path, ".lock").c_str(),
                        O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (lock < 0) return Unusable(path, strerror(errno));
  if (flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  const int error = errno;
  close(lock);
  if (error != EWOULDBLOCK) return Unusable(path, strerror(error));
  return absl::FailedPreconditionError(
      absl::StrCat("audit.file: another gateway writes ", path,
                   "; stop it, or give this one a file of its own"));
}

std::string Shown(const absl::optional<ChainHead>& head) {
  return head.has_value() ? absl::StrCat("line ", head->sequence) : "no line";
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileSink>> FileSink::Open(const Options& options, const Clock& clock,
                                                         FileCalls& calls) {
  const absl::StatusOr<int> lock = Lock(options.path);
  if (!lock.ok()) return lock.status();
  std::unique_ptr<FileSink> sink(new FileSink(options, clock, calls, *lock));
  auto found = sink->OpenFile();
  if (!found.ok()) return Unusable(options.path, found.status().message());
  // A crash between the two steps of a rotation leaves an empty file, or none.
  if (!found->head.has_value()) found->head = sink->HeadOfLastAside();
  sink->found_ = *std::move(found);
  return sink;
}

FileSink::~FileSink() {
  CloseFile();
  close(lock_);
}

absl::StatusOr<std::string> FileSink::Prepare(const ChainHead& head) {
  if (file_ >= 0) {
    if (torn_ && calls_.Truncate(file_, size_) != 0) return Failed("cutting off a part of a line");
    torn_ = false;
    difference_ = Difference();
    if (difference_.empty()) return std::string();
    CloseFile();
  }
  const auto found = OpenFile();
  if (!found.ok()) return found.status();
  std::vector<std::string> repaired;
  if (!difference_.empty()) repaired.push_back(std::move(difference_));
  difference_.clear();
  if (size_ > 0 && found->head != head) {
    repaired.push_back(absl::StrCat("it ends with ", Shown(found->head), " where line ",
                                    head.sequence, " was written last"));
  }
  if (!found->repaired.empty()) repaired.push_back(found->repaired);
  return absl::StrJoin(repaired, "; ");
}

bool FileSink::Fits(size_t bytes) const { return size_ + bytes <= options_.max_file_bytes; }

absl::StatusOr<std::string> FileSink::Rotate() {
  // A single line that is longer than a file may be has one of its own.
  if (size_ == 0) return std::string();
  std::string done = absl::StrCat(options_.path, " was put aside as ", Aside(1));
  uint64_t free = 1;
  while (free <= options_.max_files && Exists(Aside(free))) ++free;
  if (free > options_.max_files) {
    // Also those of a time when more were kept.
    for (uint64_t old = options_.max_files; Exists(Aside(old)); ++old) {
      if (calls_.Remove(Aside(old)) != 0) return Failed(absl::StrCat("deleting ", Aside(old)));
    }
    free = options_.max_files;
    absl::StrAppend(&done, ", and the oldest was deleted");
  }
  // From the oldest on, so that a crash leaves a gap in the numbers and never loses a file.
  for (uint64_t number = free; number >= 1; --number) {
    const std::string from = number == 1 ? options_.path : Aside(number - 1);
    if (calls_.Rename(from, Aside(number)) != 0) return Failed(absl::StrCat("renaming ", from));
  }
  CloseFile();
  const auto opened = OpenFile();
  if (!opened.ok()) return opened.status();
  return done;
}

absl::Status FileSink::Write(absl::string_view lines) {
  if (!WriteAll(calls_, file_, lines)) {
    const absl::Status failed = Failed("writing");
    torn_ = calls_.Truncate(file_, size_) != 0;
    return failed;
  }
  size_ += lines.size();
  return absl::OkStatus();
}

absl::Status FileSink::Sync() {
  if (synced_size_ == size_) return absl::OkStatus();
  if (calls_.Sync(file_) != 0) return Failed("syncing");
  synced_size_ = size_;
  return absl::OkStatus();
}

void FileSink::CutBack() {
  size_ = synced_size_;
  torn_ = file_ >= 0 && calls_.Truncate(file_, size_) != 0;
}

std::string FileSink::Aside(uint64_t number) const {
  return absl::StrCat(options_.path, ".", number);
}

void FileSink::CloseFile() {
  if (file_ >= 0) close(file_);
  file_ = -1;
  size_ = synced_size_ = 0;
  torn_ = false;
}

absl::StatusOr<FileSink::Found> FileSink::OpenFile() {
  file_ = calls_.OpenLog(options_.path);
  if (file_ < 0) {
    return errno == ELOOP ? absl::UnavailableError("it is a symbolic link") : Failed("opening it");
  }
  struct stat info;
  if (fstat(file_, &info) != 0 || !S_ISREG(info.st_mode)) {
    CloseFile();
    return absl::UnavailableError("it is no regular file");
  }
  const uint64_t size = static_cast<uint64_t>(info.st_size);
  const auto tail = FindTail(file_, size);
  Found found;
  absl::Status failed = tail.status();
  if (tail.ok() && tail->whole_bytes < size) {
    const std::string aside = NameForDamaged();
    found.repaired = absl::StrCat("the last ", size - tail->whole_bytes, " bytes, after ",
                                  Shown(tail->head), ", were no records; they are in ", aside);
    failed = tail->whole_bytes > 0 ? PutAside(tail->whole_bytes, aside) : ReplaceFile(aside);
  }
  if (!failed.ok()) {
    CloseFile();
    return failed;
  }
  found.head = tail->head;
  size_ = synced_size_ = tail->whole_bytes;
  calls_.SyncFolderOf(options_.path);
  return found;
}

std::string FileSink::NameForDamaged() const {
  std::string path =
      absl::StrCat(options_.path, ".damaged-",
                   absl::FormatTime("%Y%m%dT%H%M%SZ", clock_.Now(), absl::UTCTimeZone()));
  while (Exists(path)) path += "x";
  return path;
}

absl::Status FileSink::ReplaceFile(const std::string& path) {
  CloseFile();
  if (calls_.Rename(options_.path, path) != 0) return Failed("renaming it");
  file_ = calls_.OpenLog(options_.path);
  return file_ < 0 ? Failed("opening it") : absl::OkStatus();
}

absl::Status FileSink::PutAside(uint64_t from, const std::string& path) {
  const int aside = calls_.OpenLog(path);
  if (aside < 0) return Failed(absl::StrCat("making ", path));
  char bytes[65536];
  bool copied = true;
  for (uint64_t at = from; copied;) {
    const ssize_t got = pread(file_, bytes, sizeof(bytes), static_cast<off_t>(at));
    if (got == 0) break;
    copied = got > 0 && WriteAll(calls_, aside, absl::string_view(bytes, static_cast<size_t>(got)));
    at += static_cast<uint64_t>(got);
  }
  copied = copied && calls_.Sync(aside) == 0;
  const absl::Status failed = copied ? absl::OkStatus() : Failed(absl::StrCat("writing ", path));
  close(aside);
  if (!failed.ok()) {
    calls_.Remove(path);
    return failed;
  }
  if (calls_.Truncate(file_, from) != 0) return Failed("cutting off what is no record");
  if (calls_.Sync(file_) != 0) return Failed("syncing");
  return absl::OkStatus();
}

std::string FileSink::Difference() const {
  struct stat open_file;
  struct stat in_place;
  if (fstat(file_, &open_file) != 0) return "the file cannot be examined any more";
  if (stat(options_.path.c_str(), &in_place) != 0 || open_file.st_ino != in_place.st_ino ||
      open_file.st_dev != in_place.st_dev) {
    return open_file.st_nlink == 0 ? "the file was deleted by another hand, and its lines with it"
                                   : "the file was renamed by another hand";
  }
  const uint64_t size = static_cast<uint64_t>(open_file.st_size);
  if (size == size_) return "";
  return absl::StrCat("another hand made the file ", size < size_ ? "shorter" : "longer");
}

absl::optional<ChainHead> FileSink::HeadOfLastAside() const {
  const int file = open(Aside(1).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return absl::nullopt;
  struct stat info;
  absl::optional<ChainHead> head;
  if (fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
    const auto tail = FindTail(file, static_cast<uint64_t>(info.st_size));
    if (tail.ok()) head = tail->head;
  }
  close(file);
  return head;
}

}  // namespace smartcar_gateway
