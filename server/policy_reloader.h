// PolicyReloader: keeps the policy in force that the file holds.
#ifndef SMARTCAR_GATEWAY_SERVER_POLICY_RELOADER_H_
#define SMARTCAR_GATEWAY_SERVER_POLICY_RELOADER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "server/access/policy_access_control.h"
#include "server/base/executor.h"
#include "server/base/file_watcher.h"
#include "server/base/mutex.h"

namespace smartcar_gateway {

// Something happened to the policy.
struct PolicyEvent {
  enum class Kind {
    kLoaded,    // at the start
    kChanged,   // another one is in force
    kRejected,  // the file cannot be read or used; the policy before stays in force
    kMended,    // after that, the file is again the one that is in force
  };
  Kind kind = Kind::kLoaded;
  std::string file;
  std::string sha256;  // of the file's content; empty if it cannot be read
  // kRejected: why, one violation a line. Otherwise what it holds: `2 roles, 3 bindings`.
  std::string text;
  std::vector<std::string> warnings;  // of a policy that is put in force, one line each
};

// Reads the file, and again whenever it changes (within two seconds or so, through symbolic links).
// A file that cannot be read or used changes nothing. Borrows the rest; reads on the executor, so
// that should be one for tasks that take a while. `on_event` runs there, too, once for each file
// that is different, and in Create() for the first one. The destructor waits for a look under way.
class PolicyReloader {
 public:
  using OnEvent = std::function<void(const PolicyEvent&)>;

  // INVALID_ARGUMENT: the file cannot be read, or the policy not be used; the message says what is
  // wrong with it, line by line.
  static absl::StatusOr<std::unique_ptr<PolicyReloader>> Create(std::string file,
                                                                PolicyAccessControl& access,
                                                                Executor& executor,
                                                                OnEvent on_event);
  PolicyReloader(const PolicyReloader&) = delete;
  PolicyReloader& operator=(const PolicyReloader&) = delete;

 private:
  // What one look at the file found.
  struct Look {
    absl::Status status;  // UNAVAILABLE: it could not be read
    absl::optional<PolicyEvent> event;
  };

  PolicyReloader(std::string file, PolicyAccessControl& access, Executor& executor,
                 OnEvent on_event);
  Look LookAtFile(PolicyEvent::Kind kind_if_good);

  const std::string file_;
  PolicyAccessControl& access_;
  const OnEvent on_event_;
  Mutex mutex_;  // held while the file is read: Create() and the watcher's first look may overlap
  std::string in_force_ ABSL_GUARDED_BY(mutex_);     // its hash
  std::string last_reject_ ABSL_GUARDED_BY(mutex_);  // hash and text; empty if the last was good
  FileWatcher watcher_;                              // last: it uses the rest
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_POLICY_RELOADER_H_
