// The simulator's HTTPS server: HTTP/1.1 and HTTP/2 on one port.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_SERVER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_SERVER_H_

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "tools/simulator/http/connection_options.h"

namespace smartcar_simulator {

struct ServerOptions {
  std::string address = "127.0.0.1";  // An IPv4 or IPv6 address, not a name.
  uint16_t port = 0;                  // 0: the system chooses; see HttpServer::port.
  std::string certificate_pem;        // Leaf first; intermediates may follow.
  std::string private_key_pem;
  bool enable_http2 = true;                // false: ALPN never chooses h2.
  size_t max_body_bytes = 4u << 20;        // A larger request body is answered 413.
  uint32_t max_concurrent_streams = 1000;  // Per HTTP/2 connection.
};

// TLS 1.2 or later only; ALPN chooses between h2 and http/1.1 (also when the client offers none).
//
// Everything, the handler included, runs on the thread that runs `io`; Listen, Stop and the
// destructor must be called on it too, or while nobody runs it. `io` must outlive the server. The
// handler lives until the last connection has ended, which needs `io` to run on or be destroyed.
//
//   auto server = HttpServer::Listen(io, options, handler, &error);
//   if (server == nullptr) Fail(error);
//   io.run();
class HttpServer {
 public:
  // Returns nullptr and fills `error` with what to change when the address, the port, the
  // certificate or the key cannot be used.
  static std::unique_ptr<HttpServer> Listen(boost::asio::io_context& io, ServerOptions options,
                                            Handler handler, std::string* error);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  uint16_t port() const;

  // Closes the listener and drops every connection; requests without an answer see their peer gone
  // as `io` runs on. Idempotent.
  void Stop();

 private:
  class Listener;

  explicit HttpServer(std::shared_ptr<Listener> listener);

  const std::shared_ptr<Listener> listener_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP_SERVER_H_
