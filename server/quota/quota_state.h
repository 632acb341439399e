// QuotaState: what is left of Smartcar's limits, and who waits for it.
#ifndef SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_STATE_H_
#define SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_STATE_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/quota/fair_queue.h"
#include "server/quota/month_meter.h"
#include "server/quota/quota_bucket.h"
#include "server/quota/quota_event.h"
#include "server/quota/quota_time.h"
#include "server/quota/vehicle_gates.h"

namespace smartcar_gateway {

struct QuotaOptions {
  int64_t burst = 120;
  int64_t refill_per_minute = 2;
  size_t max_queue_length = 10'000;
  absl::Duration max_queue_time = absl::Minutes(5);
  MonthMeter::Limits month;
};

struct QuotaCall {
  std::string caller;
  std::string vehicle_id;  // empty: about none
  FairQueue::Rank rank = FairQueue::Rank::kRead;
  absl::Time deadline = absl::InfiniteFuture();
};

// What an admitted call has used, needed to give it back.
struct QuotaPermit {
  QuotaBucket::Unit unit;
  std::string vehicle_id;
  absl::CivilMonth month;
};

struct QuotaAnswer {
  enum class Kind { kAdmitted, kRefused, kCancelled, kShutDown };
  Kind kind = Kind::kAdmitted;
  QuotaPermit permit;  // of an admitted call
  // Of a refusal: "application", "vehicle", "vehicle_month" or "queue"; a clause that says why; and
  // when the call would likely be admitted.
  std::string limit;
  std::string message;
  absl::Duration retry_after = absl::ZeroDuration();
};

// The policy of QuotaGuard without threads, timers and callbacks; see there for what it promises.
// `now` is always the wall clock's. Not thread-safe.
class QuotaState {
 public:
  using Ticket = FairQueue::Ticket;

  // Somebody who waited need wait no longer.
  struct Release {
    Ticket ticket;
    QuotaAnswer answer;
  };

  explicit QuotaState(const QuotaOptions& options);

  // The answer for a new call; nothing if it must wait.
  absl::optional<QuotaAnswer> Decide(const QuotaCall& call, absl::Time now);
  // Lets it wait. Nothing else may have happened since Decide().
  Ticket Enter(QuotaCall call, absl::Time now);
  // False if it does not wait (any more).
  bool Leave(Ticket ticket);

  // Those whose turn has come, or cannot come any more, in the order in which to answer them.
  std::vector<Release> TakeReleases(absl::Time now);
  // When to ask for them again; nothing if nobody waits.
  absl::optional<absl::Duration> NextRelease(absl::Time now);

  void GiveBack(const QuotaPermit& permit);
  void ApplicationLimited(absl::optional<absl::Duration> retry_after, absl::Time now);
  void VehicleLimited(const std::string& vehicle_id, absl::Duration retry_after, absl::Time now);

  MonthMeter& month() { return month_; }
  // For the log, since the last call of this.
  std::vector<QuotaEvent> TakeEvents() { return std::exchange(events_, {}); }

 private:
  struct Waiting {
    QuotaCall call;
    absl::Time gives_up;
  };
  struct Rare {
    absl::Time told = absl::InfinitePast();
    int untold = 0;
  };

  // These work with QuotaTime.
  absl::optional<QuotaAnswer> ForbiddenForVehicle(const QuotaCall& call, absl::Time time,
                                                  absl::Time now);
  QuotaAnswer Admit(const QuotaCall& call, const QuotaBucket::Unit& unit, absl::Time now);
  absl::Duration TurnIn(const QuotaCall& call, absl::Time time) const;
  absl::Time GivesUp(const QuotaCall& call, absl::Time time) const;
  void RefuseThoseWhoGiveUp(absl::Time until, absl::Time time, std::vector<Release>* releases);
  QuotaCall Remove(Ticket ticket);
  void HoldBack(absl::Time time);
  void TellRarely(QuotaEvent::Kind kind, Rare* rare, std::string text, absl::Time time);

  const QuotaOptions options_;
  const std::string limit_in_words_;
  QuotaTime time_;
  QuotaBucket bucket_;
  FairQueue queue_;
  VehicleGates gates_;
  MonthMeter month_;
  std::unordered_map<Ticket, Waiting> waiting_;
  std::set<std::pair<absl::Time, Ticket>> by_giving_up_;
  std::vector<Release> refused_;  // to be told with the next releases
  std::vector<QuotaEvent> events_;
  Rare holding_back_;
  Rare application_limited_;
  Rare vehicle_limited_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_QUOTA_QUOTA_STATE_H_
