// Takes events to webhooks: one queue for each, attempts, retries, signatures, faults.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DISPATCHER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DISPATCHER_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/clock.h"
#include "tools/simulator/hooks/clock_alarms.h"
#include "tools/simulator/hooks/delivery_log.h"
#include "tools/simulator/hooks/hook_event.h"
#include "tools/simulator/hooks/hook_fault.h"
#include "tools/simulator/hooks/hook_sender.h"
#include "tools/simulator/timers.h"

namespace smartcar_simulator {

// Each webhook and type of event has a queue of its own, so that a slow receiver delays nobody
// else. A queue has `webhook_concurrency` attempts under way; with one, events arrive in order. An
// event that fails waits for its retry outside the queue.
//
// One thread. All pointers outlive it. Timers and answers that are still to come when it goes must
// never come.
class Dispatcher {
 public:
  static constexpr int kMostAttempts = 4;
  static constexpr size_t kMostQueued = 100'000;  // more are recorded as stopped

  Dispatcher(const SimulatedClock* clock, Timers* timers, HookSender* sender, size_t record_limit);

  // Begins with nothing under way and an empty record, for this backend.
  void Start(Backend* backend);

  // The sequence number under which it (and not its duplicates) is recorded.
  uint64_t Submit(HookEvent event);

  // Gives up what is not under way, waiting retries included; of one webhook, or of all when the id
  // is empty. What is under way is not tried again. How many events that was.
  size_t Stop(const std::string& webhook_id);

  // Ends all faults; events held back for reordering go out as they are.
  void ClearFaults();

  HookFaults& faults() { return faults_; }
  DeliveryLog& log() { return log_; }
  ClockAlarms& alarms() { return alarms_; }

 private:
  struct Live;  // an event that is not done
  struct Lane {
    std::deque<std::shared_ptr<Live>> queue;
    int under_way = 0;
  };

  uint64_t Record(const HookEvent& event);
  void Enqueue(const std::shared_ptr<Live>& live);
  void Pump(Lane& lane);
  void Attempt(Lane& lane, const std::shared_ptr<Live>& live);
  void Answered(Lane& lane, const std::shared_ptr<Live>& live, const HookAnswer& answer);
  bool Accepts(Live& live, const HookAnswer& answer);
  void End(const std::shared_ptr<Live>& live, const char* outcome);
  void FlushReordered();

  const SimulatedClock& clock_;
  HookSender& sender_;
  ClockAlarms alarms_;
  DeliveryLog log_;
  HookFaults faults_;
  Backend* backend_ = nullptr;
  uint64_t epoch_ = 0;                            // answers of an earlier one are ignored
  std::map<std::string, Lane> lanes_;             // by webhook and type of event
  std::set<std::shared_ptr<Live>> live_;          // all that are not done
  std::vector<std::shared_ptr<Live>> reordered_;  // held back until the group is complete
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_DISPATCHER_H_
