// Upstreams for the tests of CurlTransport: a TLS server to script, and a plain one to the byte.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_UPSTREAM_FOR_TEST_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_UPSTREAM_FOR_TEST_H_

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "server/base/clock.h"
#include "server/http/curl_transport.h"
#include "server/http/http_transport.h"
#include "tools/simulator/http/certificates.h"
#include "tools/simulator/http/http_server.h"

namespace smartcar_gateway {

// No test waits longer than this for what must come.
constexpr std::chrono::seconds kPatience(60);

// The result of one request, to be waited for on the test's thread.
class Reception {
 public:
  HttpTransport::Done Done();
  // Stays until the reception is destroyed.
  HttpResult& Wait();
  bool arrived() const;
  // How often `done` ran.
  int count() const;

 private:
  struct State {
    mutable std::mutex mutex;
    std::condition_variable changed;
    absl::optional<HttpResult> result;
    int count = 0;
  };
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

// Sends a request and waits for its result.
HttpResult Fetch(HttpTransport& transport, HttpRequest request);

// The simulator's HTTPS server on a thread of its own. Handlers run on that thread; a request
// that a handler does not answer is held. Answers "ok" until told otherwise.
class TlsUpstream {
 public:
  using Responder = std::shared_ptr<smartcar_simulator::Responder>;
  using Handler = std::function<void(const smartcar_simulator::Request&, const Responder&)>;
  struct Options {
    bool http2 = true;
    std::vector<std::string> dns_names = {"localhost"};
    std::vector<std::string> ip_addresses = {"127.0.0.1"};
  };

  TlsUpstream() : TlsUpstream(Options()) {}
  explicit TlsUpstream(Options options);
  ~TlsUpstream();

  void SetHandler(Handler handler);
  // Holds every request from now on.
  void Hold();
  // Answers everything held with 200 and "ok".
  void AnswerHeld();

  // Waits until that many requests have come, since the beginning.
  void WaitForRequests(size_t count);
  // Waits until that many held requests were given up by the client.
  void WaitForGone(size_t count);
  std::vector<smartcar_simulator::Request> requests() const;
  // Distinct TCP connections that carried a request.
  size_t connections() const;

  std::string Url(const std::string& path) const;
  uint16_t port() const { return port_; }
  // PEM file with the authority that signed the server's certificate.
  const std::string& ca_file() const { return ca_file_; }

 private:
  void OnRequest(smartcar_simulator::Request request, Responder responder);
  void RunOnLoop(std::function<void()> task);

  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<smartcar_simulator::HttpServer> server_;
  uint16_t port_ = 0;
  std::string ca_file_;
  std::vector<Responder> held_;  // loop only
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Handler handler_;
  std::vector<smartcar_simulator::Request> requests_;
  size_t gone_ = 0;
  std::thread thread_;
};

// A plain TCP server. Each connection gets the next script: once it has read as many requests (by
// their blank lines) as there are replies before, it writes the reply; after the last it closes.
// Without a script it accepts and says nothing.
class PlainUpstream {
 public:
  using Script = std::vector<std::string>;

  explicit PlainUpstream(std::vector<Script> scripts);
  ~PlainUpstream();

  std::string Url(const std::string& path, const std::string& scheme = "http") const;
  uint16_t port() const { return port_; }
  // Everything received, of all connections, in order. Final after the client has its result.
  std::string received() const;

 private:
  void Run();
  void Serve(int connection, const Script& script);
  // Appends to received_; false at the end of the stream or of the test.
  bool ReadSome(int connection, std::string* text);

  const std::vector<Script> scripts_;
  int listener_ = -1;
  int stop_ = -1;  // an eventfd
  uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::string received_;
  std::thread thread_;
};

// Fails the test if it cannot be made.
std::unique_ptr<CurlTransport> MakeTransport(CurlTransportOptions options,
                                             const Clock& clock = RealClock());
// Trusts that upstream alone.
std::unique_ptr<CurlTransport> TransportFor(const TlsUpstream& upstream,
                                            CurlTransportOptions options = {},
                                            const Clock& clock = RealClock());
// May speak to a PlainUpstream.
std::unique_ptr<CurlTransport> PlainTransport();

// A read, and a command: a POST that must not be sent twice.
HttpRequest Get(std::string url);
HttpRequest Command(std::string url, std::string body = "");

// " (127.0.0.1:<port>)", as messages end.
std::string AtPort(uint16_t port);

// A port of 127.0.0.1 on which nobody listens.
uint16_t UnusedPort();

// A file in the test's folder.
std::string WriteTestFile(const std::string& name, const std::string& text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_UPSTREAM_FOR_TEST_H_
