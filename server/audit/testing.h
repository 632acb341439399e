// What tests of the audit log share: a folder, a disk that fails when told, and a log on both.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/json_util.h"
#include "server/audit/file_audit_log.h"
#include "server/audit/verify.h"
#include "server/base/testing.h"

namespace smartcar_gateway {

using ::smartcar::gateway::audit::v1::AuditEvent;
using ::smartcar::gateway::audit::v1::AuditRecord;
using ::smartcar::gateway::config::v1::AuditConfig;

// The system's calls, until told to fail.
class FaultyFileCalls final : public FileCalls {
 public:
  int OpenLog(const std::string& path) override {
    return Fails(open_error) ? -1 : FileCalls::OpenLog(path);
  }
  // Writes as much as there is room for, as a disk does that runs full.
  ssize_t Write(int file, absl::string_view bytes) override {
    ++writes;
    if (interrupt_next_write) {
      interrupt_next_write = false;
      errno = EINTR;
      return -1;
    }
    if (room == 0) {
      errno = room_error;
      return -1;
    }
    const ssize_t written = FileCalls::Write(file, bytes.substr(0, std::min(room, max_write)));
    if (written > 0 && room != kEndless) room -= static_cast<size_t>(written);
    return written;
  }
  int Sync(int file) override {
    ++syncs;
    return Fails(sync_error) ? -1 : FileCalls::Sync(file);
  }
  int Truncate(int file, uint64_t size) override {
    return Fails(truncate_error) ? -1 : FileCalls::Truncate(file, size);
  }
  int Rename(const std::string& from, const std::string& to) override {
    if (renames_left == 0) {
      errno = EACCES;
      return -1;
    }
    if (renames_left > 0) --renames_left;
    return FileCalls::Rename(from, to);
  }

  static constexpr size_t kEndless = absl::string_view::npos;
  size_t room = kEndless;  // bytes until writes fail
  int room_error = ENOSPC;
  size_t max_write = kEndless;
  bool interrupt_next_write = false;
  int open_error = 0;
  int sync_error = 0;
  int truncate_error = 0;
  int renames_left = -1;  // until renames fail; negative: for ever
  int writes = 0;
  int syncs = 0;

 private:
  static bool Fails(int error) {
    if (error != 0) errno = error;
    return error != 0;
  }
};

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

inline void WriteFile(const std::string& path, absl::string_view bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline bool FileExists(const std::string& path) { return std::ifstream(path).good(); }

inline std::string NewFolder() {
  std::string path = ::testing::TempDir() + "/audit_XXXXXX";
  return mkdtemp(path.data()) == nullptr ? "" : path;
}

inline std::vector<std::string> LinesOf(const std::string& path) {
  std::vector<std::string> lines = absl::StrSplit(ReadFile(path), '\n');
  EXPECT_EQ(lines.back(), "") << path << " does not end with a line break";
  lines.pop_back();
  return lines;
}

inline AuditRecord ParseLine(const std::string& line) {
  AuditRecord record;
  const auto parsed = google::protobuf::util::JsonStringToMessage(line, &record);
  EXPECT_TRUE(parsed.ok()) << parsed.ToString() << "\n" << line;
  return record;
}

inline std::vector<AuditRecord> RecordsOf(const std::string& path) {
  std::vector<AuditRecord> records;
  for (const std::string& line : LinesOf(path)) records.push_back(ParseLine(line));
  return records;
}

inline AuditRecord Record(AuditEvent event, const std::string& request_id = "") {
  AuditRecord record;
  record.set_event(event);
  record.set_caller("billing");
  record.set_request_id(request_id);
  return record;
}

// Expects the files to be intact; answers what else there is to say.
inline AuditVerdict ExpectIntact(const std::string& path) {
  const auto verdict = VerifyAuditFiles(WithFilesPutAside(path), absl::nullopt);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  if (!verdict.ok()) return {};
  EXPECT_EQ(verdict->break_count, 0u) << verdict->breaks.front();
  return *verdict;
}

// A log in a folder of its own, driven by hand: nothing is written before Run().
class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() {
    config_.set_max_file_bytes(64 << 20);
    config_.set_max_files(30);
    config_.set_sync(smartcar::gateway::config::v1::AUDIT_SYNC_EVERY_RECORD);
    config_.set_on_failure(smartcar::gateway::config::v1::AUDIT_FAILURE_REFUSE_COMMANDS);
  }

  void Open() {
    auto opened = TryOpen();
    ASSERT_TRUE(opened.ok()) << opened.status();
    log_ = *std::move(opened);
  }
  absl::StatusOr<std::unique_ptr<FileAuditLog>> TryOpen() {
    return FileAuditLog::Open(
        config_, path_, clock_, executor_,
        [this](const AuditLogEvent& event) { events_.push_back(event); }, calls_);
  }
  void Reopen() {
    log_.reset();
    Open();
  }

  void Append(AuditRecord record) {
    log_->Append(std::move(record), [this](absl::StatusOr<uint64_t> outcome) {
      outcomes_.push_back(std::move(outcome));
    });
  }
  void AppendStarted(const std::string& request_id) {
    Append(Record(smartcar::gateway::audit::v1::AUDIT_EVENT_COMMAND_STARTED, request_id));
  }
  void Run() { executor_.RunDue(); }
  // Appends one and writes it; the outcome.
  absl::StatusOr<uint64_t> WriteOne(const std::string& request_id = "r") {
    AppendStarted(request_id);
    Run();
    return outcomes_.back();
  }

  int EventCount(AuditLogEvent::Kind kind) const {
    return static_cast<int>(
        std::count_if(events_.begin(), events_.end(),
                      [kind](const AuditLogEvent& event) { return event.kind == kind; }));
  }

  const std::string folder_ = NewFolder();
  const std::string path_ = folder_ + "/audit.jsonl";
  AuditConfig config_;
  FakeClock clock_;
  ManualExecutor executor_{&clock_};
  FaultyFileCalls calls_;
  std::vector<AuditLogEvent> events_;
  std::vector<absl::StatusOr<uint64_t>> outcomes_;
  std::unique_ptr<FileAuditLog> log_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_TESTING_H_
