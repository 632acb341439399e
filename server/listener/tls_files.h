// TlsFiles: the certificate files of the listener, kept up to date.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_FILES_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_FILES_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/call_gate.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/base/file_watcher.h"
#include "server/base/mutex.h"
#include "server/listener/tls_material.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

struct TlsEvent {
  enum class Kind {
    kInUse,     // new material, or the old one anew after kRejected
    kRejected,  // changed files cannot be used, or not at this time; what was in use stays
    kDates,     // what is in use is not valid at this time, or not for much longer
  };
  Kind kind;
  // What kRejected and kDates are about: a clause that says what is wrong and what to do.
  std::string problem;
  // Of what is in use.
  std::string subject;
  absl::Time not_before;
  absl::Time not_after;
};

// Holds the last usable material and takes up changed files within seconds, on the executor. Files
// that do not fit together, for example because only one of them has been replaced so far, are
// looked at again every second. Thread-safe.
class TlsFiles {
 public:
  // Called on the executor and, for the first material, inside Open.
  using OnEvent = std::function<void(const TlsEvent&)>;

  // INVALID_ARGUMENT if the files cannot be used (see ReadTlsMaterial). Borrows clock and executor,
  // on which the files are read.
  static absl::StatusOr<std::unique_ptr<TlsFiles>> Open(
      const smartcar::gateway::config::v1::TlsConfig& config, const Clock& clock,
      Executor& executor, OnEvent on_event);

  ~TlsFiles();

  // Never null.
  std::shared_ptr<const TlsMaterial> Current() const;

 private:
  TlsFiles(const smartcar::gateway::config::v1::TlsConfig& config, const Clock& clock,
           Executor& executor, OnEvent on_event);

  absl::Status Load();
  void LookAtDatesLater();
  // A week and a day before the end, and at the end; once each.
  void TellOfDates(const TlsMaterial& material) ABSL_EXCLUSIVE_LOCKS_REQUIRED(reading_);
  bool OnFilesChanged();
  void Tell(TlsEvent::Kind kind, std::string problem, const TlsMaterial& material) const;

  const smartcar::gateway::config::v1::TlsConfig config_;
  const Clock& clock_;
  Executor& executor_;
  const OnEvent on_event_;
  const std::shared_ptr<CallGate> gate_ = std::make_shared<CallGate>();
  // One reader at a time; held while files are read.
  Mutex reading_;
  std::string rejected_ ABSL_GUARDED_BY(reading_);  // the problem told last, if it still is one
  int warned_ ABSL_GUARDED_BY(reading_) = 0;        // warnings of its end that were told
  mutable Mutex mutex_;
  std::shared_ptr<const TlsMaterial> current_ ABSL_GUARDED_BY(mutex_);
  FileWatcher watcher_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_FILES_H_
