// The table of the fields of VehicleState: which signal each comes from, and how.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_STATE_TABLE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_STATE_TABLE_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "smartcar/gateway/v1/signal.pb.h"
#include "smartcar/gateway/v1/unit.pb.h"
#include "smartcar/gateway/v1/vehicle_state.pb.h"

namespace smartcar_gateway {

// One field. Every string lives for ever.
struct StateField {
  absl::string_view name;  // in VehicleState
  absl::string_view code;  // of its signal
  // Sets the field, and no other, from a signal with that code.
  void (*read)(const smartcar::gateway::v1::Signal& signal, smartcar::gateway::v1::Unit unit,
               smartcar::gateway::v1::VehicleState* state);
  // What its numbers are to be in; unspecified for a reading without a unit.
  smartcar::gateway::v1::Unit unit = smartcar::gateway::v1::UNIT_UNSPECIFIED;
};

// Every field, in the order of VehicleState.
absl::Span<const StateField> StateTable();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_STATE_TABLE_H_
