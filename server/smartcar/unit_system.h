// The field `unit_system` of reads.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_UNIT_SYSTEM_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_UNIT_SYSTEM_H_

#include "absl/strings/string_view.h"
#include "server/smartcar/field_checker.h"
#include "smartcar/gateway/v1/unit.pb.h"

namespace smartcar_gateway {

inline void CheckUnitSystem(smartcar::gateway::v1::UnitSystem unit_system, FieldChecker* check) {
  if (!smartcar::gateway::v1::UnitSystem_IsValid(unit_system)) {
    check->Violation("unit_system", "is no unit system this release knows");
  }
}

// Smartcar's word. Always said, so that upstream's default never decides.
inline absl::string_view UnitSystemWord(smartcar::gateway::v1::UnitSystem unit_system) {
  return unit_system == smartcar::gateway::v1::UNIT_SYSTEM_IMPERIAL ? "imperial" : "metric";
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_UNIT_SYSTEM_H_
