// Log lines about the connections of callers.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/listener/tls_files.h"

namespace smartcar_gateway {

// What a gateway is called whose callers connect without encryption from other machines.
inline constexpr char kInsecureListener[] = "INSECURE_LISTENER";

// A warning, for the start.
void WarnOfInsecureListener(const std::string& address);

// A warning; `what` says what happens and what to do.
void WarnOfTurnedAwayCallers(absl::string_view what);

// One line an event: information about what is in use, an error for what must be mended.
void LogTlsEvent(const TlsEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_
