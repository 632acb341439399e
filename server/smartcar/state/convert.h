// Numbers from one unit into another. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_CONVERT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_CONVERT_H_

#include "absl/types/optional.h"
#include "smartcar/gateway/v1/unit.pb.h"

namespace smartcar_gateway {

// `value`, which is in `from`, in `to`; nothing if this release cannot convert between the two. A
// number that changes is rounded to 12 significant digits, so that 2.3 bar are 230 kPa and not
// 229.99999999999997.
absl::optional<double> Convert(double value, smartcar::gateway::v1::Unit from,
                               smartcar::gateway::v1::Unit to);

// A share of one as a percentage, rounded likewise.
double PercentFromShare(double share);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_STATE_CONVERT_H_
