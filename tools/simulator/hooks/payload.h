// The JSON that webhooks are sent, version 4.0.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PAYLOAD_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PAYLOAD_H_

#include <string>
#include <vector>

#include "tools/simulator/api/backend.h"
#include "tools/simulator/hooks/hook_event.h"

namespace smartcar_simulator {

// Where the synthetic trigger of a first delivery stands among codes of signals.
inline constexpr char kFirstDelivery[] = "FIRST_DELIVERY";

// Who is told of whom. The pointers are used within the call alone.
struct HookSubject {
  const Webhook* webhook = nullptr;
  const Connection* connection = nullptr;
  const Vehicle* vehicle = nullptr;
};

struct HookError {
  TaxonomyError error;
  bool resolved = false;
  std::vector<std::string> signals;  // codes; none: the whole vehicle
};

// Unsigned, with a fresh challenge, to the callback URI.
HookEvent MakeVerifyEvent(const Webhook& webhook, Backend& backend);

// All signals of the webhook as the store has them. `triggers`: codes that moved.
HookEvent MakeStateEvent(const HookSubject& subject, const std::vector<std::string>& triggers,
                         const std::string& mode, Backend& backend);

// To the error callback URI where there is one.
HookEvent MakeErrorEvent(const HookSubject& subject, const std::vector<HookError>& errors,
                         const std::string& mode, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_PAYLOAD_H_
