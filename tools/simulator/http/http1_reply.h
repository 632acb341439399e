// How replies look on an HTTP/1.1 wire.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_REPLY_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_REPLY_H_

#include <string>
#include <string_view>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

// Status line, headers and the empty line.
std::string FormatHead(int status, const HeaderList& headers);

// One chunk of the chunked coding. `data` must not be empty, which would mean the end.
std::string FormatChunk(std::string_view data);

inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_REPLY_H_
