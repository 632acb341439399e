// Implementation of SqliteLedgerStore.
#include "server/commands/sqlite_ledger_store.h"

namespace smartcar_gateway {
namespace {

// Times are in microseconds since 1970.
const char* const kSchema[] = {
    R"(CREATE TABLE commands (
         request_id  BLOB PRIMARY KEY NOT NULL,
         state       INTEGER NOT NULL,
         fingerprint BLOB NOT NULL,
         started     INTEGER NOT NULL,
         changed     INTEGER NOT NULL,
         status      INTEGER NOT NULL,
         upstream_id BLOB NOT NULL,
         body        BLOB NOT NULL,
         message     BLOB NOT NULL);
       CREATE INDEX commands_by_age ON commands (changed))"};

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteLedgerStore>> SqliteLedgerStore::Open(
    const std::string& path) {
  auto database = Database::Open(path, {std::begin(kSchema), std::end(kSchema)});
  if (!database.ok()) return database.status();
  auto find = (*database)->Prepare(
      "SELECT state, fingerprint, started, changed, status, upstream_id, body, message "
      "FROM commands WHERE request_id = ?");
  if (!find.ok()) return find.status();
  auto put =
      (*database)->Prepare("INSERT OR REPLACE INTO commands VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!put.ok()) return put.status();
  auto remove = (*database)->Prepare("DELETE FROM commands WHERE request_id = ?");
  if (!remove.ok()) return remove.status();
  auto remove_old = (*database)->Prepare("DELETE FROM commands WHERE changed < ?");
  if (!remove_old.ok()) return remove_old.status();
  return std::unique_ptr<SqliteLedgerStore>(new SqliteLedgerStore(
      *std::move(database),
      {*std::move(find), *std::move(put), *std::move(remove), *std::move(remove_old)}));
}

absl::StatusOr<absl::optional<LedgerEntry>> SqliteLedgerStore::Find(const std::string& request_id) {
  Statement& find = statements_.find;
  const absl::StatusOr<bool> row = find.Query(request_id);
  if (!row.ok()) return row.status();
  if (!*row) return absl::optional<LedgerEntry>();
  LedgerEntry entry;
  entry.state = static_cast<LedgerEntry::State>(find.Int(0));
  entry.fingerprint = find.Text(1);
  entry.started = absl::FromUnixMicros(find.Int(2));
  entry.changed = absl::FromUnixMicros(find.Int(3));
  entry.response.status = static_cast<int>(find.Int(4));
  std::string upstream_id = find.Text(5);
  if (!upstream_id.empty()) {
    entry.response.headers.push_back({kUpstreamIdHeader, std::move(upstream_id)});
  }
  entry.response.body = find.Text(6);
  entry.message = find.Text(7);
  find.Reset();
  return absl::make_optional(std::move(entry));
}

absl::Status SqliteLedgerStore::Put(const std::string& request_id, const LedgerEntry& entry) {
  return statements_.put.Run(
      request_id, static_cast<int>(entry.state), entry.fingerprint,
      absl::ToUnixMicros(entry.started), absl::ToUnixMicros(entry.changed), entry.response.status,
      entry.response.Header(kUpstreamIdHeader).value_or(""), entry.response.body, entry.message);
}

absl::Status SqliteLedgerStore::Remove(const std::string& request_id) {
  return statements_.remove.Run(request_id);
}

absl::Status SqliteLedgerStore::RemoveOlderThan(absl::Time time) {
  return statements_.remove_old.Run(absl::ToUnixMicros(time));
}

}  // namespace smartcar_gateway
