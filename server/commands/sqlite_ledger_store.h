// SqliteLedgerStore: outcomes of commands that survive a restart.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_SQLITE_LEDGER_STORE_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_SQLITE_LEDGER_STORE_H_

#include <memory>
#include <string>
#include <utility>

#include "server/commands/ledger_store.h"
#include "server/store/database.h"

namespace smartcar_gateway {

// What Put() has taken is on the disk. Errors are those of Database.
class SqliteLedgerStore final : public LedgerStore {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteLedgerStore>> Open(const std::string& path);

  absl::StatusOr<absl::optional<LedgerEntry>> Find(const std::string& request_id) override;
  absl::Status Put(const std::string& request_id, const LedgerEntry& entry) override;
  absl::Status Remove(const std::string& request_id) override;
  absl::Status RemoveOlderThan(absl::Time time) override;

 private:
  struct Statements {
    Statement find, put, remove, remove_old;
  };

  SqliteLedgerStore(std::unique_ptr<Database> database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  const std::unique_ptr<Database> database_;
  Statements statements_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_SQLITE_LEDGER_STORE_H_
