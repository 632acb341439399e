// Smartcar's own name for a call.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_REQUEST_ID_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_REQUEST_ID_H_

#include <string>

#include "server/http/http_message.h"

namespace smartcar_gateway {

// SC-Request-Id of a reply: visible ASCII, at most 128 characters. Empty if it has none, or one
// that is anything else: a header may hold bytes that no proto and no log may.
std::string RequestIdOf(const HttpResponse& response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_REQUEST_ID_H_
