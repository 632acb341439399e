// CurlTransfer: one libcurl easy handle and the request it works on.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSFER_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSFER_H_

#include <curl/curl.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/http/curl_headers.h"
#include "server/http/curl_inbox.h"
#include "server/http/curl_origin.h"
#include "server/http/curl_transport_options.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Made once and used for many requests one after the other: options that are the same for all are
// set when it is made, and the handle is never reset. Its life with one request is Begin, perhaps
// Enter and being driven by the multi, then Finish or Abort, then Leave and Recycle. Keeps the
// books of its origin. Belongs to the loop's thread.
//
// libcurl calls it back; the callbacks only note and collect, and never run code of the caller.
class CurlTransfer {
 public:
  // `options`, `sockets_opened` and `receiving` must outlive it. The id of a job is added to
  // `receiving` whenever bytes of its reply come; see Flush(). Fails if this libcurl lacks an
  // option.
  static absl::StatusOr<std::unique_ptr<CurlTransfer>> Create(const CurlTransportOptions& options,
                                                              std::atomic<uint64_t>* sockets_opened,
                                                              std::vector<uint64_t>* receiving);
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  // Prepares the handle; `origin` must live until Recycle. False if libcurl refuses an option;
  // then Finish(CURLE_FAILED_INIT).
  bool Begin(std::unique_ptr<CurlJob> job, CurlOrigin* origin);
  // Puts the handle into the multi, after the origin admitted it. False if libcurl refuses.
  bool Enter(CURLM* multi);
  // Takes it out again, if it is in. When the reply has not ended, this is what tells the server;
  // see Flush().
  void Leave();
  // Makes libcurl go on with the transfer and its connection now. Over HTTP/2 libcurl 7.88 needs it
  // in two places. The RST_STREAM of a stream that was given up stays in its buffer until the next
  // use of the connection. And of a reply that did not end in the turn in which bytes of it came,
  // the rest may have been read already, by this or another transfer of the connection (headers
  // that exceed the read buffer, the end or reset of the stream): no event of the socket tells.
  void Flush();
  // The transfer of a handle that is in the multi.
  static CurlTransfer* FromHandle(CURL* handle);

  const CurlJob& job() const { return *job_; }
  CurlOrigin& origin() const { return *origin_; }
  bool entered() const { return multi_ != nullptr; }
  // Whether libcurl has begun to write the request.
  bool sending() const { return sent_ == Sent::kMaybe; }
  // The local port of the connection it is sent on, 0 before.
  int connection() const { return connection_; }

  // The result after libcurl ended the transfer, or when the loop ends it. `clause` says why,
  // without a secret.
  HttpResult Finish(CURLcode code);
  HttpResult Abort(TransportError error, absl::string_view clause);

  // Returns the job, its request wiped. The handle must have left the multi.
  std::unique_ptr<CurlJob> Recycle();

  // When the loop must look at this transfer next.
  MonotonicTime due = MonotonicTime::max();

 private:
  // How far the header blocks of the reply have come.
  enum class Block { kNone, kInterim, kFinal, kBody };
  enum class Excess { kNone, kBody, kHeaders };
  struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  CurlTransfer(const CurlTransportOptions& options, std::atomic<uint64_t>* sockets_opened,
               std::vector<uint64_t>* receiving);

  template <typename T>
  void Set(CURLoption option, T value);
  void SetConstantOptions();
  void SetSecurityOptions();
  void SetMethodAndBody();

  bool OnHeaderLine(absl::string_view line);
  bool OnBody(absl::string_view bytes);
  void NoteReceiving();
  int OnAboutToSend(int connection);
  bool ReplyIsWhole() const;
  HttpResult Fail(TransportError error, absl::string_view clause);
  HttpResult FailTooLarge(absl::string_view what, size_t limit);

  static size_t HeaderCallback(char* data, size_t size, size_t count, void* self);
  static size_t BodyCallback(char* data, size_t size, size_t count, void* self);
  static int SocketCallback(void* self, curl_socket_t socket, curlsocktype purpose);
  static int AboutToSendCallback(void* self, char* remote_ip, char* local_ip, int remote_port,
                                 int local_port);

  const CurlTransportOptions& options_;
  std::atomic<uint64_t>* const sockets_opened_;
  std::vector<uint64_t>* const receiving_;
  const std::unique_ptr<CURL, EasyDeleter> easy_;
  CURLcode set_result_ = CURLE_OK;  // the first refusal of an option
  bool insecure_allowed_ = false;   // what the handle is set to at the moment
  CurlHeaders headers_;

  // Of the request at hand.
  std::unique_ptr<CurlJob> job_;
  CurlOrigin* origin_ = nullptr;
  size_t max_reply_bytes_ = 0;
  CURLM* multi_ = nullptr;  // while the handle is in it
  int connection_ = 0;
  bool ended_ = false;  // by libcurl's word
  HttpResponse response_;
  Sent sent_ = Sent::kNo;
  bool resend_refused_ = false;
  bool gate_closed_ = false;  // when it was about to be sent
  Block block_ = Block::kNone;
  Excess excess_ = Excess::kNone;
  size_t header_bytes_ = 0;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_CURL_TRANSFER_H_
