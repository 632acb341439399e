// A real HTTP client for tests: libcurl, driven by the test.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_CLIENT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_CLIENT_H_

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulator/http/http_message.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {

enum class Protocol { kHttp1, kHttp2 };

struct Fetch {
  std::string path = "/";
  std::string method = "GET";
  std::optional<std::string> body;
  std::vector<std::string> headers;  // "name: value"
};

// One transfer and what has come of it so far. It is sent once only: when a reused connection
// breaks or a stream is refused, libcurl would silently send the request again, which ends the
// transfer with CURLE_ABORTED_BY_CALLBACK here.
class Transfer {
 public:
  ~Transfer();

  bool done() const { return code_.has_value(); }
  CURLcode code() const { return *code_; }
  long status() const;        // NOLINT(runtime/int): libcurl's types.
  long http_version() const;  // NOLINT(runtime/int)
  long new_connects() const;  // NOLINT(runtime/int)
  int attempts() const { return attempts_; }
  const std::string& body() const { return body_; }
  std::string header(const std::string& name) const;  // Empty when missing.

 private:
  friend class TestClient;

  Transfer() = default;
  static int BeforeSending(void* transfer, char*, char*, int, int);

  CURL* easy_ = nullptr;
  curl_slist* request_headers_ = nullptr;
  std::string request_body_;
  HeaderList headers_;
  std::string body_;
  std::optional<CURLcode> code_;
  int attempts_ = 0;  // How often libcurl has set out to send the request.
};

// A pool of connections to one server that speaks one protocol.
class TestClient {
 public:
  TestClient(const TestServer& server, Protocol protocol);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // Starts a transfer, which lives as long as the client.
  Transfer& Start(const Fetch& fetch);

  // Gives a transfer up: HTTP/1.1 closes the connection; HTTP/2 resets the stream, but libcurl
  // since 7.88 tells the server only with the next request on the connection.
  void Abort(Transfer& transfer);

  // Lets everything move on until `condition` holds. False after a minute in vain.
  bool DriveUntil(const std::function<bool()>& condition);

  // Lets everything move on that can without waiting.
  void DriveOnce();

  // Start and drive to the end.
  Transfer& Get(const std::string& path) { return Run({path, "GET", {}, {}}); }
  Transfer& Run(const Fetch& fetch);

 private:
  const std::string base_url_;
  const std::string ca_pem_;
  const Protocol protocol_;
  CURLM* const multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TEST_CLIENT_H_
