// ClientSecrets: where the configuration says that the client secrets are.
#ifndef SMARTCAR_GATEWAY_SERVER_CLIENT_SECRETS_H_
#define SMARTCAR_GATEWAY_SERVER_CLIENT_SECRETS_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/executor.h"
#include "server/base/file_watcher.h"
#include "server/config/config_loader.h"
#include "server/token/command_credentials.h"
#include "server/token/credential_source.h"
#include "server/token/token_event.h"

namespace smartcar_gateway {

// Owns the source of the credentials, and looks for new ones: in a file that changes, or by running
// the command again. Borrows the executor, which must be one for long tasks.
class ClientSecrets {
 public:
  using OnChange = std::function<void(absl::StatusOr<Credentials>)>;

  // A command is run, and must succeed; a file need not be readable yet.
  static absl::StatusOr<std::unique_ptr<ClientSecrets>> Create(const LoadedConfig& loaded,
                                                               Executor& background);

  CredentialSource& source() { return *source_; }

  // Tells `on_change`, on the executor, what is there now, when that may have changed.
  void Watch(OnChange on_change);

  // A command is run again at once when Smartcar refuses all that it printed.
  void OnTokenEvent(const TokenEvent& event);

  // `on_change` is not called any more afterwards. Waits for a call under way.
  void StopWatching();

 private:
  ClientSecrets(std::unique_ptr<CredentialSource> source, Executor& background)
      : source_(std::move(source)), background_(background) {}

  const std::unique_ptr<CredentialSource> source_;
  Executor& background_;
  CommandCredentials* command_ = nullptr;  // the source, if that is a command
  absl::Duration interval_;                // between its runs
  std::string file_;                       // that the source reads; else empty
  std::unique_ptr<FileWatcher> watcher_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_CLIENT_SECRETS_H_
