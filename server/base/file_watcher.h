// FileWatcher: notices when files change.
#ifndef SMARTCAR_GATEWAY_SERVER_BASE_FILE_WATCHER_H_
#define SMARTCAR_GATEWAY_SERVER_BASE_FILE_WATCHER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/base/executor.h"

namespace smartcar_gateway {

// Looks at the files once a second, through symbolic links, since Kubernetes swaps those. When any
// has changed and all have then stood still for a second (they may be written in several steps),
// the listener is called. It answers whether it is done with what it found; if not, for example
// because a file cannot be read yet, it is called again every second until it is.
//
// Borrows the executor, on which everything happens. The destructor waits for a look under way, so
// it must not run inside `on_change`.
class FileWatcher {
 public:
  using OnChange = std::function<bool()>;
  static constexpr absl::Duration kInterval = absl::Seconds(1);

  FileWatcher(std::vector<std::string> paths, Executor& executor, OnChange on_change);
  ~FileWatcher();
  FileWatcher(const FileWatcher&) = delete;
  FileWatcher& operator=(const FileWatcher&) = delete;

 private:
  struct State;
  static void LookLater(std::shared_ptr<State> state);

  const std::shared_ptr<State> state_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_BASE_FILE_WATCHER_H_
