// What both protocol engines must know about header names.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HEADER_NAMES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HEADER_NAMES_H_

#include <string>
#include <string_view>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

std::string LowerCase(std::string text);

// The value of the first header of that name, or nullptr. `name` is lower-case; the list need not
// be.
const std::string* FindHeader(const HeaderList& headers, std::string_view name);

// Lower-cases the names and takes out the headers that belong to the connection, not to the
// message ("connection", "transfer-encoding", ...): the engine decides those.
HeaderList MessageHeaders(HeaderList headers);

// Whether the reply has a body on the wire at all: not to HEAD, not with 204 and 304.
bool ReplyHasBody(std::string_view method, int status);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HEADER_NAMES_H_
