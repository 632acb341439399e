// Log lines about the connections of callers.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_

#include <string>

#include "server/listener/tls_files.h"

namespace smartcar_gateway {

// What a gateway is called whose callers connect without encryption from other machines.
inline constexpr char kInsecureListener[] = "INSECURE_LISTENER";

// A warning, for the start.
void WarnOfInsecureListener(const std::string& address);

// A warning; `limit`: file descriptors that the process may have.
void WarnThatConnectionsAreRefused(int limit);

// One line an event: information about what is in use, an error for what must be mended.
void LogTlsEvent(const TlsEvent& event);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_LOG_H_
