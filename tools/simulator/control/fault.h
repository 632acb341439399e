// One queued fault: what shall go wrong, and for which request.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "tools/simulator/control/match.h"
#include "tools/simulator/http/responder.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Where the connection breaks.
enum class BreakPoint {
  kNone,
  kBefore,        // the request is not applied, nothing is sent
  kAfter,         // applied, nothing is sent
  kAfterHeaders,  // applied, status and headers are sent
  kMidBody,       // applied, part of the body is sent
};

// "202 now, the result later", whatever the real latency of commands is.
struct Accepted {
  absl::Duration delay = absl::ZeroDuration();
  std::string hold;                 // streams the body only when released
  std::optional<std::string> body;  // instead of the reply's own
};

struct Fault {
  uint64_t id = 0;
  RequestMatch match;
  int64_t times = 1;  // how many more requests; negative: until cleared
  int64_t skip = 0;   // how many matching requests pass untouched first

  std::string hold;  // waits for a release before the request is applied
  absl::Duration delay = absl::ZeroDuration();
  bool apply = true;       // whether the request reaches the model
  std::string hold_reply;  // waits for a release after it was applied

  std::optional<int> status;
  HeaderList headers;  // replace those of the same name; an empty value removes
  std::optional<std::string> body;
  std::optional<size_t> pad_body_to;       // white space at the end up to this size
  std::optional<size_t> truncate_body_at;  // a complete reply with a shorter body

  BreakPoint break_point = BreakPoint::kNone;
  BreakKind break_kind = BreakKind::kReset;
  std::optional<size_t> break_at;  // bytes of the body before kMidBody breaks; default half

  std::optional<Accepted> accepted;

  Json source;  // as it was queued
};

// Reads a fault as README.md describes it. Nothing, with a sentence in `error`, if it is wrong.
std::optional<Fault> ParseFault(const Json& json, std::string* error);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_FAULT_H_
