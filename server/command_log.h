// Log lines about the outcomes of commands.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMAND_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_COMMAND_LOG_H_

#include "absl/status/status.h"

namespace smartcar_gateway {

// There is no state folder. Once, at the start.
void LogThatOutcomesAreForgotten();

// The ledger cannot be read or written.
void LogLedgerError(const absl::Status& error);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMAND_LOG_H_
