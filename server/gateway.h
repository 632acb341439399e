// Gateway: the composition root, the only place where concrete types meet.
#ifndef SMARTCAR_GATEWAY_SERVER_GATEWAY_H_
#define SMARTCAR_GATEWAY_SERVER_GATEWAY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/config/config_loader.h"

namespace smartcar_gateway {

// A running gateway: listens, serves, and on Shutdown drains. Owns every part and its threads,
// which README.md of this folder lists. Not thread-safe itself.
class Gateway {
 public:
  // Listens at once. The first token is fetched in the background: a token endpoint that is down
  // delays calls, not the start. Fails if the address is taken, a file cannot be used, or the
  // command that prints the client secrets, for which it waits, fails.
  static absl::StatusOr<std::unique_ptr<Gateway>> Create(const LoadedConfig& loaded);

  // As Shutdown(zero).
  virtual ~Gateway() = default;

  // Where it listens, with the port that the system chose if the configuration said 0.
  virtual const std::string& address() const = 0;

  // Health turns NOT_SERVING, connections are told to go away, no new call is taken; returns when
  // the calls in flight have ended. Those that outlast `grace_period` are aborted, and each is told
  // whether it may have been carried out. Idempotent.
  virtual void Shutdown(absl::Duration grace_period) = 0;
};

// OK if what the configuration names can be used now: the credentials can be read, for which
// `client_secret_command` is run (the gateway itself starts without a readable file, and reads it
// anew for every token), so can the certificates, the policy is good, and the state folder can be
// written.
absl::Status CheckSurroundings(const LoadedConfig& loaded);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_GATEWAY_H_
