// How a log line looks. A message is one line, whatever it holds: what others send us cannot forge
// a second one.
#ifndef SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_FORMATTER_H_
#define SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_FORMATTER_H_

#include <memory>

#include "spdlog/formatter.h"

namespace smartcar_gateway {

// `2026-11-24T03:01:02.345Z warning  message`. Control characters in a message are escaped.
std::unique_ptr<spdlog::formatter> MakeConsoleFormatter();

// `{"time":"2026-11-24T03:01:02.345Z","level":"warning","message":"…"}`: legal JSON and UTF-8,
// whatever the message holds; bytes that are not UTF-8 become U+FFFD.
std::unique_ptr<spdlog::formatter> MakeJsonFormatter();

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_OBSERVE_LOG_FORMATTER_H_
