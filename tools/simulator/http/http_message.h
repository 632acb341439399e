// What a client asked and what it is answered: plain values between the HTTP engine and the model.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_MESSAGE_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_MESSAGE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace smartcar_simulator {

// Names are lower-case; order and duplicates are kept as received.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;        // "GET"
  std::string target;        // Path and query as received: "/v3/vehicles?page=2".
  std::string authority;     // `:authority` of HTTP/2, or the `Host` header.
  std::string http_version;  // "1.0", "1.1" or "2".
  HeaderList headers;        // Pseudo headers and trailers are left out.
  std::string body;
  uint64_t connection_id = 0;  // Distinct for each TCP connection of a server.
};

struct Response {
  int status = 200;
  HeaderList headers;
  std::string body;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_MESSAGE_H_
