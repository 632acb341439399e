// How the bodies that only signals of group Charge have take the members of Smartcar's object.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_CHARGE_BODIES_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_CHARGE_BODIES_H_

#include <string_view>

#include "server/smartcar/decode/json_read.h"
#include "smartcar/gateway/v1/charge_body.pb.h"

namespace smartcar_gateway {

// Each is a json::MemberReader: true if the message took the whole member of the body.
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::ChargeLimits* limits);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::ChargeRecords* records);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::ChargeTimers* timers);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::ChargingStatus* status);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_CHARGE_BODIES_H_
