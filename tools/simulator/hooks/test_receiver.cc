// A small HTTP/1.1 server by Boost.Beast.
#include "tools/simulator/hooks/test_receiver.h"

#include <utility>

namespace smartcar_simulator {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

Request ToRequest(const http::request<http::string_body>& parsed) {
  Request request;
  request.method = std::string(parsed.method_string());
  request.target = std::string(parsed.target());
  for (const auto& field : parsed) {
    request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  request.body = parsed.body();
  return request;
}

}  // namespace

struct TestReceiver::Session {
  explicit Session(tcp::socket connected) : socket(std::move(connected)) {}

  tcp::socket socket;
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::response<http::string_body> response;
};

TestReceiver::TestReceiver(boost::asio::io_context& io, Answer answer)
    : io_(io),
      acceptor_(io, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)),
      answer_(std::move(answer)) {
  Accept();
}

std::string TestReceiver::Url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
}

void TestReceiver::Hang() {
  for (const std::weak_ptr<Session>& weak : sessions_) {
    if (const std::shared_ptr<Session> session = weak.lock()) session->socket.close();
  }
}

void TestReceiver::Accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error) return;
    ++connections_;
    auto session = std::make_shared<Session>(std::move(socket));
    sessions_.push_back(session);
    Serve(session);
    Accept();
  });
}

void TestReceiver::Serve(const std::shared_ptr<Session>& session) {
  session->request = {};
  http::async_read(session->socket, session->buffer, session->request,
                   [this, session](error_code error, size_t) {
                     if (error) return;
                     const std::optional<Response> answer = answer_(ToRequest(session->request));
                     if (!answer) {
                       // Waits for the sender to hang up.
                       session->socket.async_wait(tcp::socket::wait_read, [session](error_code) {});
                       return;
                     }
                     session->response = {};
                     session->response.result(static_cast<unsigned>(answer->status));
                     session->response.body() = answer->body;
                     session->response.prepare_payload();
                     http::async_write(session->socket, session->response,
                                       [this, session](error_code error, size_t) {
                                         if (!error) Serve(session);
                                       });
                   });
}

}  // namespace smartcar_simulator
