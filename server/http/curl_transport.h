// CurlTransport: the HttpTransport that talks to the network.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/http/curl_transport_options.h"
#include "server/http/http_transport.h"

namespace smartcar_gateway {

class CurlInbox;
class CurlLoop;

// A snapshot for tests and metrics.
struct CurlTransportStats {
  size_t in_flight = 0;
  uint64_t sockets_opened = 0;  // connection attempts, including those that failed
  uint64_t loop_turns = 0;      // how often the loop's thread has looked for something to do
};

// libcurl's multi interface on one thread of its own that sleeps in epoll: no thread waits for a
// reply, and what is in flight costs nothing until its socket or its deadline says something.
//
// `done` runs on that thread (refusals: inline) with no lock held; it may call Start. It must not
// call Shutdown or destroy the transport. Redirects are not followed, only https is spoken, TLS is
// 1.2 or later and verified, replies are not decompressed, cookies and .netrc do not exist.
//
// What `HttpResult` says here: kConnectFailed and kTlsFailed are always Sent::kNo. `sent` is kNo
// exactly when libcurl never began to write the request. A URL, a header or a token with an illegal
// character is kConnectFailed and never sent. A Replay::kOnce request that libcurl would send
// again ends as kConnectionLost, kMaybe (server/decisions/0002).
//
//   auto transport = CurlTransport::Create({});
//   (*transport)->Start(request, std::make_shared<Cancellation>(), [](HttpResult result) { … });
class CurlTransport final : public HttpTransport {
 public:
  // `clock` gives deadlines their meaning and must outlive the transport. Fails when `ca_file`
  // cannot be used or the system refuses a file descriptor.
  static absl::StatusOr<std::unique_ptr<CurlTransport>> Create(CurlTransportOptions options,
                                                               const Clock& clock = RealClock());
  // As Shutdown.
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  void Start(HttpRequest request, std::shared_ptr<Cancellation> cancellation, Done done) override;

  // Refuses what is started from now on, aborts what is in flight (both kShutDown), and returns
  // when every `done` has run and the thread has ended. Idempotent.
  void Shutdown();

  CurlTransportStats stats() const;

 private:
  CurlTransport(const Clock& clock, std::shared_ptr<CurlInbox> inbox,
                std::unique_ptr<CurlLoop> loop);

  const Clock& clock_;
  const std::shared_ptr<CurlInbox> inbox_;
  const std::unique_ptr<CurlLoop> loop_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSPORT_H_
