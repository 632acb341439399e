// How every body but those of group Charge takes the members of Smartcar's object.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_BODIES_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_BODIES_H_

#include <string_view>

#include "server/smartcar/decode/json_read.h"
#include "smartcar/gateway/v1/signal_body.pb.h"

namespace smartcar_gateway {

// Each is a json::MemberReader: true if the message took the whole member of the body.
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Quantity* quantity);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Count* count);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Flag* flag);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Text* text);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::TextList* list);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::DiagnosticStatus* status);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::DtcList* list);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Doors* doors);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Windows* windows);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Closure* closure);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::PreciseLocation* location);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::BatteryHealth* health);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::ServiceRecords* records);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::NominalCapacity* capacity);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::DrivingRange* range);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::GearState* state);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::DriveMode* mode);
bool TakeMember(std::string_view name, const json::Element& value,
                smartcar::gateway::v1::Tires* tires);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_VEHICLE_BODIES_H_
