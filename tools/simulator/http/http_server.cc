// The simulator's HTTPS server: accepts, shakes hands, and picks the protocol engine.
#include "tools/simulator/http/http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "tools/simulator/http/http1_connection.h"
#include "tools/simulator/http/http2_connection.h"
#include "tools/simulator/http/tls_context.h"
#include "tools/simulator/http/tls_transport.h"

namespace smartcar_simulator {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// When accept fails for want of file descriptors, trying again at once would only burn CPU.
constexpr std::chrono::milliseconds kAcceptRetry(20);

}  // namespace

// Kept alive by the pending accept and by its transports, whose TLS context it owns.
class HttpServer::Listener : public std::enable_shared_from_this<HttpServer::Listener> {
 public:
  Listener(boost::asio::io_context& io, std::unique_ptr<boost::asio::ssl::context> tls,
           ConnectionOptions options)
      : tls_(std::move(tls)),
        options_(std::make_shared<const ConnectionOptions>(std::move(options))),
        acceptor_(io),
        retry_timer_(io) {}

  bool Open(const std::string& address, uint16_t port, std::string* error) {
    ErrorCode code;
    const auto ip = boost::asio::ip::make_address(address, code);
    if (code) {
      *error =
          "cannot listen on \"" + address + "\": give an IPv4 or IPv6 address, such as 127.0.0.1";
      return false;
    }
    const tcp::endpoint endpoint(ip, port);
    acceptor_.open(endpoint.protocol(), code);
    if (!code) acceptor_.set_option(tcp::acceptor::reuse_address(true), code);
    if (!code) acceptor_.bind(endpoint, code);
    if (!code) acceptor_.listen(tcp::acceptor::max_listen_connections, code);
    if (code) {
      *error = "cannot listen on " + address + " port " + std::to_string(port) + ": " +
               code.message() + "; choose another port, or 0 for any free one";
      return false;
    }
    port_ = acceptor_.local_endpoint(code).port();
    return true;
  }

  uint16_t port() const { return port_; }

  void Accept() {
    acceptor_.async_accept([self = shared_from_this()](ErrorCode error, tcp::socket socket) {
      if (!self->acceptor_.is_open()) return;
      if (error) {
        self->AcceptLater();
        return;
      }
      self->Welcome(std::move(socket));
      self->Accept();
    });
  }

  void Stop() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    retry_timer_.cancel();
    for (const auto& [id, weak] : transports_) {
      if (const auto transport = weak.lock()) transport->Drop();
    }
  }

 private:
  void AcceptLater() {
    retry_timer_.expires_after(kAcceptRetry);
    retry_timer_.async_wait([self = shared_from_this()](ErrorCode error) {
      if (!error && self->acceptor_.is_open()) self->Accept();
    });
  }

  void Welcome(tcp::socket socket) {
    const uint64_t id = ++last_id_;
    const auto transport = std::make_shared<TlsTransport>(
        id, std::move(socket), *tls_, [self = shared_from_this(), id] { self->Forget(id); });
    transports_.emplace(id, transport);
    transport->Handshake([options = options_, transport](bool ok) {
      if (!ok) return;
      if (transport->Protocol() == "h2") {
        std::make_shared<Http2Connection>(transport, options)->Start();
      } else {
        std::make_shared<Http1Connection>(transport, options)->Start();
      }
    });
  }

  void Forget(uint64_t id) { transports_.erase(id); }

  const std::unique_ptr<boost::asio::ssl::context> tls_;
  const std::shared_ptr<const ConnectionOptions> options_;
  tcp::acceptor acceptor_;
  boost::asio::steady_timer retry_timer_;
  uint16_t port_ = 0;
  uint64_t last_id_ = 0;
  std::unordered_map<uint64_t, std::weak_ptr<TlsTransport>> transports_;
};

std::unique_ptr<HttpServer> HttpServer::Listen(boost::asio::io_context& io, ServerOptions options,
                                               Handler handler, std::string* error) {
  auto tls =
      MakeTlsContext(options.certificate_pem, options.private_key_pem, options.enable_http2, error);
  if (tls == nullptr) return nullptr;
  const auto listener =
      std::make_shared<Listener>(io, std::move(tls),
                                 ConnectionOptions{std::move(handler), options.max_body_bytes,
                                                   options.max_concurrent_streams});
  if (!listener->Open(options.address, options.port, error)) return nullptr;
  listener->Accept();
  return std::unique_ptr<HttpServer>(new HttpServer(listener));
}

HttpServer::HttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}

HttpServer::~HttpServer() { Stop(); }

uint16_t HttpServer::port() const { return listener_->port(); }

void HttpServer::Stop() { listener_->Stop(); }

}  // namespace smartcar_simulator
