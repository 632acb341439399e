// MonthMeterStore: calls of the month by vehicle, kept over a restart.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_STORE_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_STORE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "server/quota/month_meter.h"
#include "server/store/database.h"

namespace smartcar_gateway {

// Waits for the disk. One thread at a time may use it.
class MonthMeterStore {
 public:
  virtual ~MonthMeterStore() = default;
  // All counts of the month.
  virtual absl::StatusOr<std::vector<VehicleCount>> Load(absl::CivilMonth month) = 0;
  // Replaces the counts of these vehicles, all or none, and forgets other months.
  virtual absl::Status Save(absl::CivilMonth month, const std::vector<VehicleCount>& counts) = 0;
};

// In an SQLite file of its own. Errors are those of Database.
class SqliteMonthMeterStore final : public MonthMeterStore {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteMonthMeterStore>> Open(const std::string& path);

  absl::StatusOr<std::vector<VehicleCount>> Load(absl::CivilMonth month) override;
  absl::Status Save(absl::CivilMonth month, const std::vector<VehicleCount>& counts) override;

 private:
  struct Statements {
    Statement load, put, remove_others;
  };

  SqliteMonthMeterStore(std::unique_ptr<Database> database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  const std::unique_ptr<Database> database_;
  Statements statements_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_STORE_H_
