// The month's counts in SQLite.
#include "server/quota/month_meter_store.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace smartcar_gateway {
namespace {

// A month is its text, such as 2026-03.
const char* const kSchema[] = {
    R"(CREATE TABLE month_calls (
         month      TEXT NOT NULL,
         vehicle_id BLOB NOT NULL,
         calls      INTEGER NOT NULL,
         PRIMARY KEY (month, vehicle_id)) WITHOUT ROWID)"};

std::string Name(absl::CivilMonth month) { return absl::FormatCivilTime(month); }

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteMonthMeterStore>> SqliteMonthMeterStore::Open(
    const std::string& path) {
  auto database = Database::Open(path, {std::begin(kSchema), std::end(kSchema)});
  if (!database.ok()) return database.status();
  auto load = (*database)->Prepare(
      "SELECT vehicle_id, calls FROM month_calls WHERE month = CAST(? AS TEXT)");
  if (!load.ok()) return load.status();
  auto put =
      (*database)->Prepare("INSERT OR REPLACE INTO month_calls VALUES (CAST(? AS TEXT), ?, ?)");
  if (!put.ok()) return put.status();
  auto remove_others =
      (*database)->Prepare("DELETE FROM month_calls WHERE month <> CAST(? AS TEXT)");
  if (!remove_others.ok()) return remove_others.status();
  return std::unique_ptr<SqliteMonthMeterStore>(new SqliteMonthMeterStore(
      *std::move(database), {*std::move(load), *std::move(put), *std::move(remove_others)}));
}

absl::StatusOr<std::vector<VehicleCount>> SqliteMonthMeterStore::Load(absl::CivilMonth month) {
  Statement& load = statements_.load;
  std::vector<VehicleCount> counts;
  for (auto row = load.Query(Name(month));; row = load.Next()) {
    if (!row.ok()) return row.status();
    if (!*row) return counts;
    const int64_t calls = std::min<int64_t>(load.Int(1), std::numeric_limits<uint32_t>::max());
    counts.push_back({load.Text(0), static_cast<uint32_t>(std::max<int64_t>(calls, 0))});
  }
}

absl::Status SqliteMonthMeterStore::Save(absl::CivilMonth month,
                                         const std::vector<VehicleCount>& counts) {
  auto transaction = Transaction::Begin(database_.get());
  if (!transaction.ok()) return transaction.status();
  absl::Status status = statements_.remove_others.Run(Name(month));
  for (size_t i = 0; status.ok() && i < counts.size(); ++i) {
    status = statements_.put.Run(Name(month), counts[i].vehicle_id,
                                 static_cast<int64_t>(counts[i].calls));
  }
  return status.ok() ? transaction->Commit() : status;
}

}  // namespace smartcar_gateway
