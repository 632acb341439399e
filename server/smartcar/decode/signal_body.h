// The body of a signal, from Smartcar's object into the typed message that its code asks for.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_BODY_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_BODY_H_

#include "server/smartcar/decode/json_read.h"
#include "server/smartcar/decode/signal_catalogue.h"
#include "smartcar/gateway/v1/signal.pb.h"

namespace smartcar_gateway {

// Sets `body` and `unrecognized_fields` of a signal in which neither is set. `definition` is null
// for a code that the catalogue does not have. `value` is not null.
void DecodeSignalBody(const SignalDefinition* definition, const json::Element& value,
                      smartcar::gateway::v1::Signal* signal);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_BODY_H_
