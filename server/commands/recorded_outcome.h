// How a command ended, as the ledger keeps it and as it is told again. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_RECORDED_OUTCOME_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_RECORDED_OUTCOME_H_

#include "server/commands/ledger_store.h"
#include "server/http/command_outcome.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Puts how it ended into the entry of a command that was started. `outcome` is not kNotDone, which
// leaves no entry.
void RecordOutcome(CommandOutcome outcome, const HttpResult& result, LedgerEntry* entry);

// What a repeated call is told: the reply of old, or kOutcomeUnknown with when it was begun and
// that nothing was sent now.
HttpResult RecordedResult(const LedgerEntry& entry);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_RECORDED_OUTCOME_H_
