// MonthMeterSaver: writes the month's counts of a QuotaGuard down, a few seconds later.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_SAVER_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_SAVER_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/quota/month_meter_store.h"
#include "server/quota/quota_guard.h"

namespace smartcar_gateway {

// Gives the guard what the store has of this month, then saves what has changed, every
// `interval` and when it is destroyed. No call waits for it: after a crash the counts of the last
// interval are missing. What cannot be saved is tried again with the next.
//
// Thread-safe. Borrows the guard, and the executor, whose tasks here wait for the disk; the
// executor may end before the saver does.
class MonthMeterSaver {
 public:
  // Called for the first failure of a row. May be null.
  using ErrorHook = std::function<void(const absl::Status&)>;

  // The store's error, if what it has cannot be read.
  static absl::StatusOr<std::unique_ptr<MonthMeterSaver>> Create(
      std::unique_ptr<MonthMeterStore> store, QuotaGuard& guard, const Clock& clock,
      Executor& executor, ErrorHook on_error, absl::Duration interval = absl::Seconds(5));
  ~MonthMeterSaver();

 private:
  class Core;
  explicit MonthMeterSaver(std::shared_ptr<Core> core);

  const std::shared_ptr<Core> core_;  // tasks hold it weakly
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_MONTH_METER_SAVER_H_
