// What a control endpoint gets and gives.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_CALL_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_CALL_H_

#include <functional>
#include <string>
#include <vector>

#include "tools/simulator/api/target.h"
#include "tools/simulator/control/engine.h"
#include "tools/simulator/json.h"

namespace smartcar_simulator {

struct ControlCall {
  Engine& engine;
  Target target;
  std::vector<std::string> path;  // what the stars of the pattern matched
  Json body;                      // an empty object when none was sent
};

struct ControlReply {
  int status = 200;
  Json body = Json::object();
};

// 400 with {"error": sentence}.
ControlReply BadControl(const std::string& sentence);
ControlReply UnknownControl(const std::string& sentence);  // 404

struct ControlEndpoint {
  const char* method;
  const char* pattern;  // below /control/, "*" matches one segment
  std::function<ControlReply(ControlCall&)> handler;
};

// By subject; together they are the control API.
std::vector<ControlEndpoint> TrafficEndpoints();  // faults, record, held requests
std::vector<ControlEndpoint> StateEndpoints();    // vehicles, clock, tokens, switches, reset
std::vector<ControlEndpoint> SubscriptionEndpoints();
std::vector<ControlEndpoint> WebhookEndpoints();   // what the dashboard does
std::vector<ControlEndpoint> EventEndpoints();     // one on request, floods
std::vector<ControlEndpoint> DeliveryEndpoints();  // the record of deliveries, their faults

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_CONTROL_CALL_H_
