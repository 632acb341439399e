// Implementation of ClientSecrets.
#include "server/client_secrets.h"

#include <atomic>
#include <string>
#include <vector>

#include "server/base/proto_duration.h"
#include "server/token/secret_command.h"

namespace smartcar_gateway {

absl::StatusOr<std::unique_ptr<ClientSecrets>> ClientSecrets::Create(const LoadedConfig& loaded,
                                                                     Executor& background) {
  const auto& smartcar = loaded.config.smartcar();
  const auto wrap = [&](absl::StatusOr<std::unique_ptr<CredentialSource>> source)
      -> absl::StatusOr<std::unique_ptr<ClientSecrets>> {
    if (!source.ok()) return source.status();
    return std::unique_ptr<ClientSecrets>(new ClientSecrets(*std::move(source), background));
  };
  if (loaded.client_secret.has_value()) {
    std::vector<Secret> secrets;
    secrets.push_back(*loaded.client_secret);
    return wrap(MakeFixedCredentials(smartcar.client_id(), std::move(secrets)));
  }
  if (smartcar.client_secret_command_size() == 0) {
    auto secrets = wrap(MakeFileCredentials(smartcar.client_id(), smartcar.client_secret_file()));
    if (secrets.ok()) (*secrets)->file_ = smartcar.client_secret_file();
    return secrets;
  }
  SecretCommand command;
  command.arguments = {smartcar.client_secret_command().begin(),
                       smartcar.client_secret_command().end()};
  auto source = CommandCredentials::Create(
      smartcar.client_id(),
      [command](const std::atomic<bool>& stop) { return RunSecretCommand(command, stop); },
      background);
  if (!source.ok()) return source.status();
  CommandCredentials* const runs = source->get();
  auto secrets = wrap(*std::move(source));
  (*secrets)->command_ = runs;
  (*secrets)->interval_ = FromProtoDuration(smartcar.client_secret_interval());
  return secrets;
}

void ClientSecrets::Watch(OnChange on_change) {
  if (command_ != nullptr) {
    command_->Watch(interval_, std::move(on_change));
  } else if (!file_.empty()) {
    watcher_ = std::make_unique<FileWatcher>(
        std::vector<std::string>{file_}, background_, [this, on_change = std::move(on_change)] {
          absl::StatusOr<Credentials> now_read = source_->Get();
          const bool usable = now_read.ok();
          on_change(std::move(now_read));
          return usable;
        });
  }
}

void ClientSecrets::OnTokenEvent(const TokenEvent& event) {
  if (command_ != nullptr && event.kind == TokenEvent::Kind::kCredentialsRejected) {
    command_->RunSoon();
  }
}

void ClientSecrets::StopWatching() {
  watcher_ = nullptr;
  if (command_ != nullptr) command_->Stop();
}

}  // namespace smartcar_gateway
