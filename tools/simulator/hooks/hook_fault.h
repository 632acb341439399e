// What goes wrong on the way to a webhook.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_FAULT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_FAULT_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "tools/simulator/hooks/hook_event.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Duplicates and reordering befall an event, the others one attempt to send it.
enum class HookFaultKind { kDuplicate, kReorder, kBadSignature, kMissingSignature };

struct HookFault {
  uint64_t id = 0;
  HookFaultKind kind = HookFaultKind::kDuplicate;
  std::string webhook_id;  // empty: any
  std::string event_type;  // empty: VEHICLE_STATE and VEHICLE_ERROR
  std::string mode;        // empty: any
  int64_t times = 1;       // events or attempts; -1: until cleared
  int64_t skip = 0;        // so many pass first
  int64_t count = 1;       // duplicate: copies; reorder: size of a group that is turned round
};

// Nothing, with a sentence in `error`, when the JSON is not a fault. README.md lists the members.
std::optional<HookFault> ParseHookFault(const Json& json, std::string* error);

// Faults in the order in which they were added; of each family the first that matches is used. One
// thread.
class HookFaults {
 public:
  uint64_t Add(HookFault fault);  // its id
  std::optional<HookFault> TakeForEvent(const HookEvent& event);
  std::optional<HookFault> TakeForAttempt(const HookEvent& event);
  Json Describe() const;
  void Clear() { faults_.clear(); }

 private:
  std::optional<HookFault> Take(const HookEvent& event, bool of_attempt);

  std::deque<HookFault> faults_;
  uint64_t last_id_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_FAULT_H_
