// What control endpoints about webhooks share.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_WEBHOOK_CALLS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_WEBHOOK_CALLS_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/control/control_call.h"

namespace smartcar_simulator {

// A refusal, or nothing.
using Complaint = std::optional<ControlReply>;

// The webhook that the path names first, or null.
Webhook* FindWebhook(const ControlCall& call);
ControlReply NoWebhook(const ControlCall& call);

// Whether events may be sent there.
Complaint CheckUrl(const std::string& text, const Backend& backend);

// False when it is no list of texts.
bool ReadCodes(const Json& value, std::vector<std::string>* codes);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_WEBHOOK_CALLS_H_
