// What is to be told to one webhook.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_EVENT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_EVENT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "tools/simulator/http/http_message.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

inline constexpr char kVerifyEvent[] = "VERIFY";
inline constexpr char kStateEvent[] = "VEHICLE_STATE";
inline constexpr char kErrorEvent[] = "VEHICLE_ERROR";

struct HookEvent {
  std::string webhook_id;
  std::string url;
  std::string event_id;
  std::string event_type;
  std::string vehicle_id;          // empty: about none
  std::string mode = "LIVE";       // or "TEST"
  Json payload;                    // "meta" is completed at every attempt
  std::optional<std::string> raw;  // instead of the payload, and the same at every attempt
  std::string challenge;           // of a VERIFY
  HeaderList headers;              // instead of those that would be sent; empty: not sent
  size_t pad_body_to = 0;          // spaces are added up to this size
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_HOOK_EVENT_H_
