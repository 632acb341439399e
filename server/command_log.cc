// Logging of the ledger of commands.
#include "server/command_log.h"

#include <string>

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogThatOutcomesAreForgotten() {
  spdlog::warn(
      "commands: state_dir is not set, so a restart forgets request_ids: a command that is "
      "repeated after it is sent again");
}

void LogLedgerError(const absl::Status& error) {
  spdlog::error("commands: an outcome cannot be read or written: {}", std::string(error.message()));
}

}  // namespace smartcar_gateway
