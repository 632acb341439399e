// CommandLedger: the book of outcomes, off the threads that answer calls.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_LEDGER_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_LEDGER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/commands/ledger_store.h"

namespace smartcar_gateway {

// Runs every operation of the store on one executor, in the order they are asked for, and each
// callback there after it. The executor is one that may wait for the disk. Entries older than the
// window are as if they were not there, and are removed now and then.
//
// Errors of the store also go to `on_error`, for the operator. Owns the store; borrows clock and
// executor. Operations that are still waiting when it is destroyed are carried out all the same.
// Thread-safe.
class CommandLedger {
 public:
  using OnError = std::function<void(const absl::Status&)>;
  using Found = absl::AnyInvocable<void(absl::StatusOr<absl::optional<LedgerEntry>>) &&>;
  using Written = absl::AnyInvocable<void(absl::Status) &&>;

  CommandLedger(absl::Duration window, std::unique_ptr<LedgerStore> store, const Clock& clock,
                Executor& executor, OnError on_error);

  void Find(std::string request_id, Found found);
  void Put(std::string request_id, LedgerEntry entry, Written written);
  void Remove(std::string request_id, Written written);

 private:
  struct Book;

  Executor& executor_;
  const std::shared_ptr<Book> book_;  // shared with operations under way
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_COMMAND_LEDGER_H_
