// TLS over one TCP connection.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_TRANSPORT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_TRANSPORT_H_

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tools/simulator/http/transport.h"

namespace smartcar_simulator {

// Keeps itself alive while an operation is pending; closes the socket when destroyed.
class TlsTransport : public Transport, public std::enable_shared_from_this<TlsTransport> {
 public:
  // `tls` must outlive it. `on_destroyed` runs at the end of the destructor.
  TlsTransport(uint64_t id, boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls,
               std::function<void()> on_destroyed);
  ~TlsTransport() override;

  // The server's side of the handshake; a peer that does not get through within ten seconds fails.
  void Handshake(std::function<void(bool ok)> done);

  // What ALPN chose, such as "h2"; empty when the client offered nothing.
  std::string Protocol();

  uint64_t id() const override { return id_; }
  void Read(char* buffer, size_t size, std::function<void(size_t bytes)> done) override;
  void Write(const std::string& data, std::function<void(bool ok)> done) override;
  void Close() override;
  void Reset() override;
  void Post(std::function<void()> task) override;

  // Closes the socket now, without close_notify; pending operations fail.
  void Drop();

 private:
  void SendFin();
  void DiscardInput();

  const std::function<void()> on_destroyed_;  // First: it may own what `tls` belongs to.
  const uint64_t id_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  boost::asio::steady_timer timer_;
  bool closing_ = false;
  std::array<char, 1024> discarded_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TLS_TRANSPORT_H_
