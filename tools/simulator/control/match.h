// Which requests a fault or a query of the record means.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_MATCH_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_MATCH_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/simulator/http/http_message.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Empty members match everything.
struct RequestMatch {
  std::string method;   // "GET"
  std::string path;     // glob over the path without its query
  std::string user_id;  // value of sc-user-id
};

bool Matches(const RequestMatch& match, const Request& request);

// The path without its query; part of the request.
absl::string_view PathOf(const Request& request);

// Reads {"method":…,"path":…,"user_id":…}. False, with a sentence in `error`, on anything else.
bool ParseMatch(const Json& json, RequestMatch* match, std::string* error);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_MATCH_H_
