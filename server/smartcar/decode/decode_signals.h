// Replies with signals: JSON of the vehicle API into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_SIGNALS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_SIGNALS_H_

#include <string>

#include "absl/status/status.h"
#include "smartcar/gateway/v1/vehicle_service.pb.h"

namespace smartcar_gateway {

// Pure functions, safe on any thread, under the rules of this folder's README. `body` is the reply
// as it came; it is read in place if its capacity leaves 64 spare bytes and copied otherwise.
// `response` must be empty; after an error its contents mean nothing. The error is InvalidArgument
// with one clause that never quotes the reply. `upstream_request_id` is the caller's to set.

// GET /vehicles/{id}/signals.
absl::Status DecodeSignalList(const std::string& body,
                              smartcar::gateway::v1::ListSignalsResponse* response);

// GET /vehicles/{id}/signals/{code}.
absl::Status DecodeSignal(const std::string& body,
                          smartcar::gateway::v1::GetSignalResponse* response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_SIGNALS_H_
