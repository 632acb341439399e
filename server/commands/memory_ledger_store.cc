// Implementation of MemoryLedgerStore.
#include "server/commands/memory_ledger_store.h"

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {

absl::StatusOr<absl::optional<LedgerEntry>> MemoryLedgerStore::Find(const std::string& request_id) {
  const auto found = entries_.find(request_id);
  if (found == entries_.end()) return absl::optional<LedgerEntry>();
  return absl::make_optional(found->second);
}

absl::Status MemoryLedgerStore::Put(const std::string& request_id, const LedgerEntry& entry) {
  if (entries_.size() >= max_entries_ && entries_.count(request_id) == 0) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the outcomes of ", max_entries_,
                     " commands are kept in memory, and no more fit; name a state_dir"));
  }
  entries_[request_id] = entry;
  return absl::OkStatus();
}

absl::Status MemoryLedgerStore::Remove(const std::string& request_id) {
  entries_.erase(request_id);
  return absl::OkStatus();
}

absl::Status MemoryLedgerStore::RemoveOlderThan(absl::Time time) {
  for (auto it = entries_.begin(); it != entries_.end();) {
    it = it->second.changed < time ? entries_.erase(it) : std::next(it);
  }
  return absl::OkStatus();
}

}  // namespace smartcar_gateway
