// The limits and switches of CurlTransport.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_OPTIONS_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_OPTIONS_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"

namespace smartcar_gateway {

enum class HttpVersion { kHttp2, kHttp11 };

struct CurlTransportOptions {
  // PEM file with the only authorities to trust. Empty: those of the system.
  std::string ca_file;
  // A request that could not be put on a connection after this long fails, never sent: the host
  // does not answer, or every connection allowed to it is busy.
  absl::Duration connect_timeout = absl::Seconds(10);
  size_t max_reply_bytes = 1 << 20;  // unless the request itself says otherwise
  size_t max_header_bytes = 64 << 10;
  // Requests beyond this many are refused at once with kOverloaded.
  size_t max_in_flight = 20'000;
  size_t max_connections_per_host = 128;
  // libcurl visits every stream of a connection for each packet on it, so more is not better. Not
  // above what the servers allow either (RFC 9113 asks them for 100 or more): until a server has
  // told its limit, what exceeds it is refused, and a refused command is not sent again.
  size_t max_streams_per_connection = 100;
  // Connections idle for longer are not used again; for Replay::kOnce requests the second value
  // holds, because a connection that the server is about to close is where a request gets lost.
  absl::Duration idle_connection_max_age = absl::Seconds(60);
  absl::Duration idle_connection_max_age_once = absl::Seconds(5);
  std::string user_agent = "smartcar-gateway";
  // kHttp2 is what ALPN may choose; a server without it is spoken to in HTTP/1.1.
  HttpVersion http_version = HttpVersion::kHttp2;
  // Lets http:// URLs through whose host is localhost, 127.0.0.0/8 or ::1. For tests only.
  bool allow_insecure_loopback = false;
  // Obeys https_proxy, no_proxy and so on.
  bool proxy_from_environment = false;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_OPTIONS_H_
