// The state of a vehicle from Smartcar's list of its signals. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_VEHICLE_STATE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_VEHICLE_STATE_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "smartcar/gateway/v1/signal.pb.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"
#include "smartcar/gateway/v1/vehicle_state.pb.h"

namespace smartcar_gateway {

// Sets those fields of an empty state that `mask` names, all if it is empty. Names that
// VehicleState does not have are passed over: refusing them is for the check of the request.
// `signals` are in the order of their codes; of several with one code the last counts.
void ProjectState(const google::protobuf::RepeatedPtrField<smartcar::gateway::v1::Signal>& signals,
                  const google::protobuf::FieldMask& mask,
                  smartcar::gateway::v1::VehicleState* state);

// The reply to GET /vehicles/{id}/signals into an empty response, which always gets a state. The
// errors are those of DecodeSignalList.
absl::Status DecodeVehicleState(const std::string& body, const google::protobuf::FieldMask& mask,
                                smartcar::gateway::v1::GetVehicleStateResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_VEHICLE_STATE_H_
