// SecretWatcher: notices when the file with the client secrets changes.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_WATCHER_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_WATCHER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/executor.h"
#include "server/token/credential_source.h"

namespace smartcar_gateway {

// Looks at the file once a second, through symbolic links, since Kubernetes swaps those. When it
// has changed and then stood still for a second (it may be written in several steps), the
// credentials are read and handed on, also if they cannot be read: then again every second.
// The listener judges whether anything in them is different.
//
// Borrows the source and the executor, on which everything happens. The destructor waits for a
// look under way, so it must not run inside `on_change`.
class SecretWatcher {
 public:
  using OnChange = std::function<void(absl::StatusOr<Credentials>)>;
  static constexpr absl::Duration kInterval = absl::Seconds(1);

  SecretWatcher(std::string path, CredentialSource& credentials, Executor& executor,
                OnChange on_change);
  ~SecretWatcher();
  SecretWatcher(const SecretWatcher&) = delete;
  SecretWatcher& operator=(const SecretWatcher&) = delete;

 private:
  struct State;
  static void LookLater(std::shared_ptr<State> state);

  const std::shared_ptr<State> state_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_WATCHER_H_
