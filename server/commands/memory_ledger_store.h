// MemoryLedgerStore: outcomes of commands that a restart forgets.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_MEMORY_LEDGER_STORE_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_MEMORY_LEDGER_STORE_H_

#include <cstddef>
#include <map>
#include <string>

#include "server/commands/ledger_store.h"

namespace smartcar_gateway {

// For gateways without a state folder. Holds a bounded number of entries: more are refused with
// RESOURCE_EXHAUSTED, since to forget one early would let its command be sent twice.
class MemoryLedgerStore final : public LedgerStore {
 public:
  explicit MemoryLedgerStore(size_t max_entries) : max_entries_(max_entries) {}

  absl::StatusOr<absl::optional<LedgerEntry>> Find(const std::string& request_id) override;
  absl::Status Put(const std::string& request_id, const LedgerEntry& entry) override;
  absl::Status Remove(const std::string& request_id) override;
  absl::Status RemoveOlderThan(absl::Time time) override;

 private:
  const size_t max_entries_;
  std::map<std::string, LedgerEntry> entries_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_MEMORY_LEDGER_STORE_H_
