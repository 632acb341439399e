// Smartcar's words for units of measure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_UNITS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_UNITS_H_

#include "absl/strings/string_view.h"
#include "smartcar/gateway/v1/unit.pb.h"

namespace smartcar_gateway {

// The unit a word stands for, in any case and of any generation of the API, metric or imperial.
// UNIT_UNSPECIFIED for a word we do not know.
smartcar::gateway::v1::Unit UnitFromWord(absl::string_view word);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_UNITS_H_
