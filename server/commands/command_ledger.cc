// Implementation of CommandLedger.
#include "server/commands/command_ledger.h"

#include <utility>

namespace smartcar_gateway {
namespace {

// So many times a window the old entries are removed.
constexpr int kPurgesPerWindow = 50;

}  // namespace

// Touched by tasks of the executor alone.
struct CommandLedger::Book {
  const absl::Duration window;
  const std::unique_ptr<LedgerStore> store;
  const Clock& clock;
  const OnError on_error;
  absl::Time next_purge = absl::InfinitePast();

  absl::Status Report(absl::Status status) const {
    if (!status.ok()) on_error(status);
    return status;
  }

  absl::StatusOr<absl::optional<LedgerEntry>> Find(const std::string& request_id) const {
    auto found = store->Find(request_id);
    if (!found.ok()) return Report(found.status());
    if (found->has_value() && (*found)->changed < clock.Now() - window) found->reset();
    return found;
  }

  void PurgeIfDue() {
    const absl::Time now = clock.Now();
    if (now < next_purge) return;
    next_purge = now + window / kPurgesPerWindow;
    Report(store->RemoveOlderThan(now - window)).IgnoreError();
  }
};

CommandLedger::CommandLedger(absl::Duration window, std::unique_ptr<LedgerStore> store,
                             const Clock& clock, Executor& executor, OnError on_error)
    : executor_(executor), book_(new Book{window, std::move(store), clock, std::move(on_error)}) {}

void CommandLedger::Find(std::string request_id, Found found) {
  executor_.RunAfter(absl::ZeroDuration(), [book = book_, request_id = std::move(request_id),
                                            found = std::move(found)]() mutable {
    std::move(found)(book->Find(request_id));
  });
}

void CommandLedger::Put(std::string request_id, LedgerEntry entry, Written written) {
  executor_.RunAfter(absl::ZeroDuration(),
                     [book = book_, request_id = std::move(request_id), entry = std::move(entry),
                      written = std::move(written)]() mutable {
                       // Before, since it may make the room that is needed.
                       book->PurgeIfDue();
                       std::move(written)(book->Report(book->store->Put(request_id, entry)));
                     });
}

void CommandLedger::Remove(std::string request_id, Written written) {
  executor_.RunAfter(absl::ZeroDuration(), [book = book_, request_id = std::move(request_id),
                                            written = std::move(written)]() mutable {
    std::move(written)(book->Report(book->store->Remove(request_id)));
  });
}

}  // namespace smartcar_gateway
