// QuotaGuard: decides which call may be made to Smartcar now, which waits, and which is refused.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/base/cancellation.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/quota/month_meter.h"
#include "server/quota/quota_event.h"
#include "server/quota/quota_state.h"

namespace smartcar_gateway {

// Knows no HTTP. Three limits, in this order:
// - a vehicle's gate, closed after Smartcar refused a call for it. Nothing waits for a gate: what
//   would wait would go out all at once when it opens.
// - a vehicle's calls in the month.
// - the application's bucket. When it is empty calls wait, commands before reads and callers taking
//   turns (FairQueue). A call whose turn would come only after its deadline, or after the longest
//   wait allowed, is refused at once. So is one that waits, as soon as others who came in between
//   have taken its turn, and at its deadline at the latest.
//
// The bucket mirrors Smartcar's. It starts full, so after a restart Smartcar may know better; each
// of its refusals corrects the mirror. A call that is sent again after a 401 is not counted twice.
//
// Thread-safe. Borrows clock and executor. Everybody who asked is answered exactly once: inline if
// nothing has to be waited for, else by a task of the executor, which releases in the order of the
// queue, or by a cancel or Shutdown(). Nothing is called while a lock is held, save the clock and
// the executor. The destructor shuts down and waits for a task under way; it must not run inside a
// callback.
class QuotaGuard {
 public:
  using Done = absl::AnyInvocable<void(QuotaAnswer) &&>;
  // May be null. Must be quick.
  using EventHook = std::function<void(const QuotaEvent&)>;

  // INVALID_ARGUMENT if the options make no sense.
  static absl::StatusOr<std::unique_ptr<QuotaGuard>> Create(const QuotaOptions& options,
                                                            const Clock& clock, Executor& executor,
                                                            EventHook on_event);
  ~QuotaGuard();

  // The cancellation must not be null. An admitted call's is free for the next layer's hook.
  void Admit(QuotaCall call, std::shared_ptr<Cancellation> cancellation, Done done);

  // The call was not made after all: nothing was sent.
  void GiveBack(const QuotaPermit& permit);

  // Smartcar refused a call. Without `retry_after` it did not say for how long.
  void ApplicationLimited(absl::optional<absl::Duration> retry_after);
  void VehicleLimited(const std::string& vehicle_id, absl::Duration retry_after);

  // Who waits and who comes later is answered with kShutDown.
  void Shutdown();

  // For keeping the counts of the month over a restart; see MonthMeter.
  void RestoreMonth(absl::CivilMonth month, const std::vector<VehicleCount>& counts);
  struct MonthChanges {
    absl::CivilMonth month;
    std::vector<VehicleCount> counts;
  };
  MonthChanges TakeMonthChanges();

 private:
  class Core;
  explicit QuotaGuard(std::shared_ptr<Core> core);

  // Shared with timers and hooks, which hold it weakly.
  const std::shared_ptr<Core> core_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_GUARD_H_
