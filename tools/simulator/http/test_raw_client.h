// A client for tests that sends and sees bytes, where libcurl would be too well-behaved.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_RAW_CLIENT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_RAW_CLIENT_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>

#include "tools/simulator/http/test_client.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {

// How a connection ended, as its client sees it.
enum class Ending { kCloseNotify, kFinOnly, kReset };

// A blocking TLS connection. Errors when sending are ignored; they show when reading.
class RawClient {
 public:
  RawClient(const TestServer& server, Protocol protocol);

  void Send(const std::string& data);

  // What arrives until `text` has come or the connection has ended.
  std::string ReadUntil(const std::string& text);

  // What arrives until the connection ends.
  std::string ReadToEnd();

  // Once a read has met the end.
  Ending ending() const;

  void HalfClose();  // FIN without close_notify.
  void Vanish();     // TCP RST.

 private:
  std::string ReadSome();

  boost::asio::io_context io_;
  boost::asio::ssl::context tls_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  boost::system::error_code end_;
};

// The bytes with which an HTTP/2 client opens a connection (with huge windows) and sends GET /.
std::string RawHttp2Get();

// The frames of an HTTP/2 server: how much DATA they carry, and the type of the last one.
struct RawFrames {
  size_t data_bytes = 0;
  int last_type = -1;
};
RawFrames ParseFrames(const std::string& received);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_RAW_CLIENT_H_
