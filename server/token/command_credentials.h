// CommandCredentials: client secrets that a command prints.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_COMMAND_CREDENTIALS_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_COMMAND_CREDENTIALS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/executor.h"
#include "server/base/secret.h"
#include "server/token/credential_source.h"

namespace smartcar_gateway {

// Runs the command once when it is created and, once Watch() is called, again and again. Get()
// returns what the last run brought, so it waits for nothing; after a run that failed it says why,
// and it is for the token manager to keep to the last good secrets.
//
// Borrows the executor, on which the runs happen, one at a time; it must be one for long tasks.
// Thread-safe. The destructor stops what Stop() has not.
class CommandCredentials final : public CredentialSource {
 public:
  // Runs the command and returns what it prints; gives up soon after `stop` turns true.
  using Run = std::function<absl::StatusOr<Secret>(const std::atomic<bool>& stop)>;
  using OnRun = std::function<void(absl::StatusOr<Credentials>)>;

  // Waits for the first run. INVALID_ARGUMENT if the client id makes no sense; otherwise its error,
  // also if it prints no secrets.
  static absl::StatusOr<std::unique_ptr<CommandCredentials>> Create(std::string client_id, Run run,
                                                                    Executor& executor);
  ~CommandCredentials() override;

  absl::StatusOr<Credentials> Get() override;

  // Runs the command `interval` after each run and tells `on_run`, on the executor, what it
  // brought. Called once at most.
  void Watch(absl::Duration interval, OnRun on_run);

  // Runs it as soon as may be, for example because the secrets do not work any more. Without effect
  // before Watch().
  void RunSoon();

  // No run begins any more, and one under way is stopped; waits until it is. Get() goes on. Must
  // not be called from `on_run`. Idempotent.
  void Stop();

 private:
  struct State;
  explicit CommandCredentials(std::shared_ptr<State> state);

  const std::shared_ptr<State> state_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_COMMAND_CREDENTIALS_H_
