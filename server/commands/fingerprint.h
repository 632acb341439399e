// What tells one command from another. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_COMMANDS_FINGERPRINT_H_
#define SMARTCAR_GATEWAY_SERVER_COMMANDS_FINGERPRINT_H_

#include <string>

#include "server/http/http_message.h"

namespace smartcar_gateway {

// SHA-256 over method, URL, `sc-user-id` and body: two requests with the same one are the same
// command. A hash, because a body may say where somebody is going, which need not be kept.
std::string Fingerprint(const HttpRequest& request);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_COMMANDS_FINGERPRINT_H_
