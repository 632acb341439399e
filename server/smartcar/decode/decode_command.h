// Replies to commands: JSON of the vehicle API into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMMAND_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMMAND_H_

#include <string>

#include "absl/status/status.h"
#include "smartcar/gateway/v1/charge_schedule.pb.h"
#include "smartcar/gateway/v1/command.pb.h"

namespace smartcar_gateway {

// The contract is that of decode_signals.h. Decoding judges nothing: a status of FAILURE, none, or
// one we do not know (UNSPECIFIED with `status_text`) is an OK here. An error means that the body
// is no execution at all; an empty body and one with `errors` are such, so look at
// DecodeUpstreamError first.

// POST /vehicles/{id}/commands/….
absl::Status DecodeCommandExecution(const std::string& body,
                                    smartcar::gateway::v1::CommandExecution* execution);

// POST and DELETE /vehicles/{id}/charge-schedules/….
absl::Status DecodeScheduleExecution(const std::string& body,
                                     smartcar::gateway::v1::ChargeScheduleExecution* execution);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMMAND_H_
