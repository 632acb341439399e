// A client for tests that sends and sees bytes.
#include "tools/simulator/http/test_raw_client.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace smartcar_simulator {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr size_t kFrameHeaderSize = 9;

int ByteAt(const std::string& text, size_t position) {
  return static_cast<unsigned char>(text[position]);
}

}  // namespace

RawClient::RawClient(const TestServer& server, Protocol protocol)
    : tls_(boost::asio::ssl::context::tls_client), stream_(io_, tls_) {
  stream_.next_layer().connect({boost::asio::ip::make_address("127.0.0.1"), server.port()});
  const std::string alpn = protocol == Protocol::kHttp2 ? "\x02h2" : "\x08http/1.1";
  SSL_set_alpn_protos(stream_.native_handle(), reinterpret_cast<const unsigned char*>(alpn.data()),
                      static_cast<unsigned int>(alpn.size()));
  stream_.handshake(boost::asio::ssl::stream_base::client);
}

void RawClient::Send(const std::string& data) {
  ErrorCode ignored;
  boost::asio::write(stream_, boost::asio::buffer(data), ignored);
}

std::string RawClient::ReadUntil(const std::string& text) {
  std::string received;
  while (received.find(text) == std::string::npos) {
    const std::string piece = ReadSome();
    if (piece.empty()) break;
    received += piece;
  }
  return received;
}

std::string RawClient::ReadToEnd() {
  std::string received;
  for (std::string piece = ReadSome(); !piece.empty(); piece = ReadSome()) received += piece;
  return received;
}

Ending RawClient::ending() const {
  if (end_ == boost::asio::error::eof) return Ending::kCloseNotify;
  if (end_ == boost::asio::error::connection_reset) return Ending::kReset;
  return Ending::kFinOnly;
}

void RawClient::HalfClose() {
  ErrorCode ignored;
  stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
}

void RawClient::Vanish() {
  ErrorCode ignored;
  stream_.next_layer().set_option(tcp::socket::linger(true, 0), ignored);
  stream_.next_layer().close(ignored);
}

std::string RawClient::ReadSome() {
  char buffer[16384];
  const size_t bytes = stream_.read_some(boost::asio::buffer(buffer), end_);
  return end_ ? "" : std::string(buffer, bytes);
}

std::string RawHttp2Get() {
  const auto bytes = [](const char* text, size_t size) { return std::string(text, size); };
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
         // SETTINGS: INITIAL_WINDOW_SIZE 64 MB; WINDOW_UPDATE of the connection by as much.
         bytes("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x04\x00\x00\x00", 15) +
         bytes("\x00\x00\x04\x08\x00\x00\x00\x00\x00\x04\x00\x00\x00", 13) +
         // HEADERS of stream 1 (END_STREAM, END_HEADERS): GET, https, /, and the authority "a".
         bytes("\x00\x00\x06\x01\x05\x00\x00\x00\x01\x82\x87\x84\x41\x01", 14) + "a";
}

RawFrames ParseFrames(const std::string& received) {
  RawFrames frames;
  for (size_t at = 0; at + kFrameHeaderSize <= received.size();) {
    const size_t size = static_cast<size_t>(
        ByteAt(received, at) << 16 | ByteAt(received, at + 1) << 8 | ByteAt(received, at + 2));
    frames.last_type = ByteAt(received, at + 3);
    at += kFrameHeaderSize + size;
    EXPECT_LE(at, received.size()) << "a frame is cut";
    if (frames.last_type == 0) frames.data_bytes += size;
  }
  return frames;
}

}  // namespace smartcar_simulator
