// TLS over one TCP connection, with Boost.Asio and OpenSSL.
#include "tools/simulator/http/tls_transport.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

namespace smartcar_simulator {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::seconds kHandshakeTimeout(10);

// How long a connection that has sent FIN waits for the peer's. A close with unread input would
// turn into RST and might destroy what is on its way to the peer.
constexpr std::chrono::seconds kFinWait(2);

}  // namespace

TlsTransport::TlsTransport(uint64_t id, tcp::socket socket, boost::asio::ssl::context& tls,
                           std::function<void()> on_destroyed)
    : on_destroyed_(std::move(on_destroyed)),
      id_(id),
      stream_(std::move(socket), tls),
      timer_(stream_.get_executor()) {
  // Frames are already batched; and a half-open peer is found out in the end.
  ErrorCode ignored;
  stream_.next_layer().set_option(tcp::no_delay(true), ignored);
  stream_.next_layer().set_option(tcp::socket::keep_alive(true), ignored);
}

TlsTransport::~TlsTransport() {
  if (on_destroyed_) on_destroyed_();
}

void TlsTransport::Handshake(std::function<void(bool ok)> done) {
  timer_.expires_after(kHandshakeTimeout);
  timer_.async_wait([weak = weak_from_this()](ErrorCode error) {
    const auto self = weak.lock();
    if (!error && self != nullptr) self->Drop();
  });
  stream_.async_handshake(boost::asio::ssl::stream_base::server,
                          [self = shared_from_this(), done = std::move(done)](ErrorCode error) {
                            self->timer_.cancel();
                            done(!error && self->stream_.next_layer().is_open());
                          });
}

std::string TlsTransport::Protocol() {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(stream_.native_handle(), &name, &size);
  return std::string(name, name + size);
}

void TlsTransport::Read(char* buffer, size_t size, std::function<void(size_t bytes)> done) {
  stream_.async_read_some(boost::asio::buffer(buffer, size),
                          [self = shared_from_this(), done = std::move(done)](
                              ErrorCode error, size_t bytes) { done(error ? 0 : bytes); });
}

void TlsTransport::Write(const std::string& data, std::function<void(bool ok)> done) {
  boost::asio::async_write(stream_, boost::asio::buffer(data),
                           [self = shared_from_this(), done = std::move(done)](
                               ErrorCode error, size_t) { done(!error); });
}

void TlsTransport::Close() {
  if (closing_) return;
  closing_ = true;
  // The operation ends only with the peer's close_notify; ours is with the kernel when this
  // returns, unless the peer has not been reading, and then it would miss nothing else.
  stream_.async_shutdown([self = shared_from_this()](ErrorCode) {});
  Post([self = shared_from_this()] { self->SendFin(); });
}

void TlsTransport::SendFin() {
  if (!stream_.next_layer().is_open()) return;
  ErrorCode error;
  stream_.next_layer().shutdown(tcp::socket::shutdown_send, error);
  if (error) {
    Drop();
    return;
  }
  timer_.expires_after(kFinWait);
  timer_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (!error) self->Drop();
  });
  DiscardInput();
}

void TlsTransport::DiscardInput() {
  stream_.next_layer().async_read_some(boost::asio::buffer(discarded_),
                                       [self = shared_from_this()](ErrorCode error, size_t) {
                                         if (error) {
                                           self->Drop();
                                         } else {
                                           self->DiscardInput();
                                         }
                                       });
}

void TlsTransport::Reset() {
  ErrorCode ignored;
  stream_.next_layer().set_option(tcp::socket::linger(true, 0), ignored);
  Drop();
}

void TlsTransport::Drop() {
  closing_ = true;
  timer_.cancel();
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
}

void TlsTransport::Post(std::function<void()> task) {
  boost::asio::post(stream_.get_executor(), std::move(task));
}

}  // namespace smartcar_simulator
