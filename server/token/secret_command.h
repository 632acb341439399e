// Running a command that prints secrets.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_COMMAND_H_

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/secret.h"
#include "server/token/secret_lines.h"

namespace smartcar_gateway {

struct SecretCommand {
  std::vector<std::string> arguments;  // the program first, sought in PATH unless it has a slash
  absl::Duration timeout = absl::Seconds(30);
  size_t max_bytes = kMaxSecretBytes;
};

// Runs it to its end, without a shell, and returns what it wrote to standard output. It gets this
// process's environment without the variables that hold or name a client secret, none of its files
// and no input. Its standard error goes nowhere: it might quote the secret. When its time is over,
// when it prints too much or when `stop` turns true, it is killed, and so are in any case the
// processes that it leaves behind (those of its process group).
//
// The error is a clause that shows neither arguments nor output: DEADLINE_EXCEEDED, CANCELLED,
// NOT_FOUND if there is no such program, else FAILED_PRECONDITION. Waits; any thread.
absl::StatusOr<Secret> RunSecretCommand(const SecretCommand& command,
                                        const std::atomic<bool>& stop);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_COMMAND_H_
