// Names of listening addresses.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_

#include <sys/socket.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// An IPv4 or IPv6 address with its port, for bind().
struct SocketAddress {
  sockaddr_storage storage;
  socklen_t size;
};

// What a legal `host:port` stands for, each address once. Empty if the name is unknown. May ask a
// name server, and waits for it.
std::vector<SocketAddress> ResolveListenAddress(absl::string_view address);

// `a.b.c.d:port` or `[IPv6]:port`.
std::string ToString(const SocketAddress& address);

void SetPort(int port, SocketAddress* address);
// The same address, as text.
std::string WithPort(absl::string_view address, int port);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_RESOLVE_H_
