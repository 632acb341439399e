// The JSON shape of the 2025 early access, for clients that must read both.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EARLY_ACCESS_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EARLY_ACCESS_H_

#include <string>

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Turns a reply of today's shape into the older one: single resources without their `data`
// envelope, times in `meta` as integer milliseconds without ingestedAt, links relative to the API,
// `page` instead of `pageNumber`. Bodies with `errors` stay.
Json ToEarlyAccess(const Json& body, const std::string& base_url);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_EARLY_ACCESS_H_
