// Replies with Smartcar's compatibility matrix: JSON into our protos.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMPATIBILITY_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMPATIBILITY_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/smartcar/decode/list_page.h"
#include "smartcar/gateway/v1/compatibility.pb.h"

namespace smartcar_gateway {

// GET /compatible-vehicles. Calls `add` with each entry in Smartcar's order. The message is the
// same object each time: a matrix as one message would take many times its JSON. After an error,
// what was added means nothing. Otherwise the contract is that of decode_signals.h.
//
// Smartcar documents the key of a capability (`tractionbattery-stateofcharge`) as `capability`, and
// a short word (`StateOfCharge`) as `code`; has also been described with the key as `code`, and
// `capability` as a flag. Both are understood.
absl::Status DecodeCompatibleVehicles(
    const std::string& body,
    absl::FunctionRef<void(const smartcar::gateway::v1::CompatibleVehicle&)> add, PageInfo* page);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_DECODE_COMPATIBILITY_H_
