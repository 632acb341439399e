// One signal of Smartcar inside a parsed document, be it of a reply or of a webhook.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_OBJECT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_OBJECT_H_

#include <simdjson.h>

#include "smartcar/gateway/v1/signal.pb.h"

namespace smartcar_gateway {

// Reads a signal resource (`attributes`, `meta`), or the flat form that webhooks send (`code`,
// `body`, `status`, `meta` side by side), into an empty `signal`. Takes whatever it is given: a
// member that is missing or of the wrong kind leaves its field unset, and the body loses nothing
// (see Signal's `unrecognized_fields`).
void DecodeSignalObject(const simdjson::dom::object& object, smartcar::gateway::v1::Signal* signal);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_OBJECT_H_
