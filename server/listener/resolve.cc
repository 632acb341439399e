// Resolving with the system's resolver.
#include "server/listener/resolve.h"

#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {

std::string WithPort(absl::string_view address, int port) {
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

void SetPort(int port, SocketAddress* address) {
  const in_port_t network_order = htons(static_cast<uint16_t>(port));
  if (address->storage.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address->storage)->sin6_port = network_order;
  } else {
    reinterpret_cast<sockaddr_in*>(&address->storage)->sin_port = network_order;
  }
}

std::string ToString(const SocketAddress& address) {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address.storage), address.size, host,
                  sizeof(host), port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "";
  }
  return address.storage.ss_family == AF_INET6 ? absl::StrCat("[", host, "]:", port)
                                               : absl::StrCat(host, ":", port);
}

std::vector<SocketAddress> ResolveListenAddress(absl::string_view address) {
  const size_t colon = address.rfind(':');
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(std::string(host).c_str(), std::string(address.substr(colon + 1)).c_str(),
                  &wanted, &found) != 0) {
    return {};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  std::vector<SocketAddress> addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    SocketAddress next{{}, one->ai_addrlen};
    std::memcpy(&next.storage, one->ai_addr, one->ai_addrlen);
    const bool known =
        std::any_of(addresses.begin(), addresses.end(), [&next](const SocketAddress& other) {
          return std::memcmp(&next, &other, sizeof(next)) == 0;
        });
    if (!known) addresses.push_back(next);
  }
  return addresses;
}

}  // namespace smartcar_gateway
