// A running HttpServer for tests, and a handler that leaves the answers to the test.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_SERVER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_SERVER_H_

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tools/simulator/http/certificates.h"
#include "tools/simulator/http/http_server.h"

namespace smartcar_simulator {

// The server's loop runs on a thread of its own, from construction to destruction.
class TestServer {
 public:
  // Certificate and key of `options` are filled in.
  explicit TestServer(Handler handler, ServerOptions options = {});
  ~TestServer();

  uint16_t port() const { return port_; }
  std::string Url(const std::string& path) const;
  const std::string& ca_pem() const { return certificates_.ca_pem; }

  // Runs `task` on the loop's thread, where responders may be called, and waits for it.
  void Run(const std::function<void()>& task);

  void Stop();

 private:
  const CertificateSet certificates_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<HttpServer> server_;
  uint16_t port_ = 0;
  std::thread thread_;
};

// Keeps every request and its responder. Thread-safe; responders are to be used within
// TestServer::Run.
class Inbox {
 public:
  struct Entry {
    Request request;
    std::shared_ptr<Responder> responder;
  };

  // The handler to give to the server; the inbox must outlive that.
  Handler handler();

  size_t size() const;
  std::vector<Entry> entries() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

// A flag that one thread raises and another waits for.
class Signal {
 public:
  void Raise();
  bool raised() const;

  // False after half a minute in vain.
  bool Wait() const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable condition_;
  bool raised_ = false;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_SERVER_H_
