// FileSink: the audit log in a file that is put aside when it is full.
#ifndef SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_SINK_H_
#define SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_SINK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/audit/audit_sink.h"
#include "server/audit/file_calls.h"
#include "server/base/clock.h"

namespace smartcar_gateway {

// PATH is in use; PATH.1 is the one before, PATH.2 the one before that. PATH.lock keeps a second
// gateway out as long as this object lives. What is not whole lines at the end of PATH goes to
// PATH.damaged-TIME. PATH may be renamed or deleted by others while it is in use: the next write
// goes to a new one. Borrows clock and calls. Not thread-safe.
class FileSink final : public AuditSink {
 public:
  struct Options {
    std::string path;
    uint64_t max_file_bytes = 64 << 20;
    uint32_t max_files = 30;
  };
  // Where an earlier run stopped.
  struct Found {
    absl::optional<ChainHead> head;
    std::string repaired;  // what had to be put right; empty if nothing
  };

  // FAILED_PRECONDITION: another gateway writes this file; INVALID_ARGUMENT: it cannot be used. The
  // messages say what to do.
  static absl::StatusOr<std::unique_ptr<FileSink>> Open(const Options& options, const Clock& clock,
                                                        FileCalls& calls);
  ~FileSink() override;
  FileSink(const FileSink&) = delete;
  FileSink& operator=(const FileSink&) = delete;

  const Found& found() const { return found_; }

  absl::StatusOr<std::string> Prepare(const ChainHead& head) override;
  bool Fits(size_t bytes) const override;
  absl::StatusOr<std::string> Rotate() override;
  absl::Status Write(absl::string_view lines) override;
  absl::Status Sync() override;
  void CutBack() override;

 private:
  FileSink(const Options& options, const Clock& clock, FileCalls& calls, int lock)
      : options_(options), clock_(clock), calls_(calls), lock_(lock) {}

  std::string Aside(uint64_t number) const;
  void CloseFile();
  // Opens PATH at the end of its last whole line; no head if it has none.
  absl::StatusOr<Found> OpenFile();
  std::string NameForDamaged() const;
  // Moves what follows after `from` to `path`.
  absl::Status PutAside(uint64_t from, const std::string& path);
  // Renames PATH, and opens a new one.
  absl::Status ReplaceFile(const std::string& path);
  // What is wrong with the file in place; nothing if it is as it was left.
  std::string Difference() const;
  // The last line of PATH.1, if that is one.
  absl::optional<ChainHead> HeadOfLastAside() const;

  const Options options_;
  const Clock& clock_;
  FileCalls& calls_;
  const int lock_;  // the open lock file
  Found found_;
  int file_ = -1;
  uint64_t size_ = 0;         // up to the last whole line
  uint64_t synced_size_ = 0;  // up to the last one known to be on the disk
  bool torn_ = false;         // something may follow after `size_`
  std::string difference_;    // why the file was closed; kept until another one is open
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_AUDIT_FILE_SINK_H_
