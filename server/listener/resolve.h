// Names of listening addresses.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// The numeric addresses, `a.b.c.d:port` and `[IPv6]:port`, that a legal `host:port` stands for,
// each once. Empty if the name is unknown. May ask a name server, and waits for it.
std::vector<std::string> ResolveListenAddress(absl::string_view address);

// The address with another port.
std::string WithPort(absl::string_view address, int port);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_
