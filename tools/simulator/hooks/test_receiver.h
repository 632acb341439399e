// Receivers of webhooks for tests, on the loop of the sender.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_TEST_RECEIVER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_TEST_RECEIVER_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

// Answers plain HTTP/1.1 with what `answer` gives; nothing means never. Keeps connections open.
// Must be destroyed when nobody runs the loop any more.
class TestReceiver {
 public:
  using Answer = std::function<std::optional<Response>(const Request&)>;

  TestReceiver(boost::asio::io_context& io, Answer answer);

  std::string Url(const std::string& path) const;
  int connections() const { return connections_; }

  // Closes all connections that were accepted; later ones are served.
  void Hang();

 private:
  struct Session;

  void Accept();
  void Serve(const std::shared_ptr<Session>& session);

  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  const Answer answer_;
  std::vector<std::weak_ptr<Session>> sessions_;
  int connections_ = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HOOKS_TEST_RECEIVER_H_
