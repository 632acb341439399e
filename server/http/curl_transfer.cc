// Implementation of CurlTransfer: what is set for each request and what is made of the reply.
#include "server/http/curl_transfer.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/http/curl_failure.h"
#include "server/http/curl_url.h"

namespace smartcar_gateway {
namespace {

// Beyond the body, for parsers that read past its end.
constexpr size_t kPadding = 64;
constexpr size_t kFirstBodyCapacity = 4096;

long WholeSeconds(absl::Duration duration) {  // NOLINT(runtime/int): libcurl's type
  return std::max<int64_t>(0, absl::ToInt64Seconds(duration));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlTransfer>> CurlTransfer::Create(
    const CurlTransportOptions& options, std::atomic<uint64_t>* sockets_opened,
    std::vector<uint64_t>* receiving) {
  auto transfer = absl::WrapUnique(new CurlTransfer(options, sockets_opened, receiving));
  if (transfer->easy_ == nullptr) return absl::ResourceExhaustedError("libcurl is out of memory");
  transfer->SetConstantOptions();
  if (transfer->set_result_ != CURLE_OK) {
    return absl::InternalError(
        absl::StrCat("libcurl ", curl_version_info(CURLVERSION_NOW)->version,
                     " lacks an option: ", curl_easy_strerror(transfer->set_result_),
                     "; use 7.88 or later, built with HTTP/2 and OpenSSL"));
  }
  return transfer;
}

CurlTransfer::CurlTransfer(const CurlTransportOptions& options,
                           std::atomic<uint64_t>* sockets_opened, std::vector<uint64_t>* receiving)
    : options_(options),
      sockets_opened_(sockets_opened),
      receiving_(receiving),
      easy_(curl_easy_init()) {}

template <typename T>
void CurlTransfer::Set(CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
  if (set_result_ == CURLE_OK) set_result_ = code;
}

CurlTransfer* CurlTransfer::FromHandle(CURL* handle) {
  void* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return static_cast<CurlTransfer*>(self);
}

void CurlTransfer::SetConstantOptions() {
  Set(CURLOPT_PRIVATE, static_cast<void*>(this));
  Set(CURLOPT_HEADERFUNCTION, &HeaderCallback);
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEFUNCTION, &BodyCallback);
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  Set(CURLOPT_PREREQFUNCTION, &AboutToSendCallback);
  Set(CURLOPT_PREREQDATA, static_cast<void*>(this));
  Set(CURLOPT_SOCKOPTFUNCTION, &SocketCallback);
  Set(CURLOPT_SOCKOPTDATA, static_cast<void*>(this));

  const bool http2 = options_.http_version == HttpVersion::kHttp2;
  Set(CURLOPT_HTTP_VERSION,
      static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));  // NOLINT
  // When a connection turns out to be dead, all that were meant for it share the next one.
  Set(CURLOPT_PIPEWAIT, http2 ? 1L : 0L);
  Set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  Set(CURLOPT_TCP_NODELAY, 1L);
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_DNS_CACHE_TIMEOUT, 60L);
  // The loop ends a transfer that cannot connect; this one makes libcurl share the time out among
  // the addresses of a host.
  Set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(absl::ToInt64Milliseconds(options_.connect_timeout)));  // NOLINT
  // Allocated for each transfer that waits, and there can be thousands. A reply that fits costs
  // half the time of one that does not, whatever the size; those about one signal fit.
  Set(CURLOPT_BUFFERSIZE, 2L * 1024);
  Set(CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up during a name look-up blocks the loop until the resolver answers.
  Set(CURLOPT_QUICK_EXIT, 1L);
  SetSecurityOptions();
}

void CurlTransfer::SetSecurityOptions() {
  Set(CURLOPT_PROTOCOLS_STR, "https");
  Set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  Set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));  // NOLINT(runtime/int)
  Set(CURLOPT_SSL_VERIFYPEER, 1L);
  Set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) {
    Set(CURLOPT_CAINFO, options_.ca_file.c_str());
    // Otherwise the system's folder of authorities would be trusted as well.
    Set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  if (!options_.proxy_from_environment) Set(CURLOPT_PROXY, "");
  Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

bool CurlTransfer::Begin(std::unique_ptr<CurlJob> job, CurlOrigin* origin) {
  job_ = std::move(job);
  origin_ = origin;
  const HttpRequest& request = job_->request;
  Set(CURLOPT_URL, request.url.c_str());
  Set(CURLOPT_HTTPHEADER, headers_.Build(request));
  SetMethodAndBody();
  max_reply_bytes_ =
      request.max_reply_bytes == 0 ? options_.max_reply_bytes : request.max_reply_bytes;
  Set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(max_reply_bytes_));
  Set(CURLOPT_MAXAGE_CONN,
      WholeSeconds(request.replay == Replay::kOnce ? options_.idle_connection_max_age_once
                                                   : options_.idle_connection_max_age));
  const bool insecure = options_.allow_insecure_loopback && IsInsecureLoopbackUrl(request.url);
  // It may wait for minutes, and these are in headers_ now.
  job_->request.headers = std::vector<HttpHeader>();
  if (insecure != insecure_allowed_) {
    Set(CURLOPT_PROTOCOLS_STR, insecure ? "http,https" : "https");
    insecure_allowed_ = insecure;
  }
  return set_result_ == CURLE_OK;
}

void CurlTransfer::SetMethodAndBody() {
  const HttpRequest& request = job_->request;
  const absl::string_view body =
      request.secret_body.empty() ? absl::string_view(request.body) : request.secret_body.Reveal();
  const bool post = request.method == HttpMethod::kPost;
  if (post || !body.empty()) {
    Set(CURLOPT_POST, 1L);
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    // Not copied by libcurl: it points into the job, which stays until the transfer is over.
    Set(CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
  } else {
    Set(CURLOPT_HTTPGET, 1L);
  }
  const bool named = request.method == HttpMethod::kDelete || (!post && !body.empty());
  Set(CURLOPT_CUSTOMREQUEST, named ? HttpMethodName(request.method).data() : nullptr);
}

bool CurlTransfer::Enter(CURLM* multi) {
  if (curl_multi_add_handle(multi, easy_.get()) != CURLM_OK) return false;
  multi_ = multi;
  return true;
}

void CurlTransfer::Leave() {
  if (multi_ == nullptr) return;
  if (connection_ != 0) origin_->Unplace(connection_);
  // Nobody else is on the connection who could make libcurl write the RST_STREAM: closing it tells
  // the server as well. Has no effect when the reply is complete.
  const bool alone = connection_ != 0 && !origin_->in_use(connection_);
  if (alone && !ended_) Set(CURLOPT_FORBID_REUSE, 1L);
  curl_multi_remove_handle(multi_, easy_.get());
  if (alone && !ended_) Set(CURLOPT_FORBID_REUSE, 0L);
  multi_ = nullptr;
  origin_->Leave();
}

void CurlTransfer::Flush() {
  curl_easy_pause(easy_.get(), CURLPAUSE_RECV);
  curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
}

int CurlTransfer::OnAboutToSend(int connection) {
  if (sent_ == Sent::kMaybe && job_->request.replay == Replay::kOnce) {
    resend_refused_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  SendGate* const gate = job_->request.send_gate.get();
  if (gate != nullptr && !gate->Pass()) {
    gate_closed_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  if (connection_ != 0) origin_->Unplace(connection_);
  connection_ = connection;
  origin_->Place(connection);
  sent_ = Sent::kMaybe;
  return CURL_PREREQFUNC_OK;
}

void CurlTransfer::NoteReceiving() {
  const uint64_t id = job_->id;
  if (receiving_->empty() || receiving_->back() != id) receiving_->push_back(id);
}

bool CurlTransfer::OnHeaderLine(absl::string_view line) {
  NoteReceiving();
  header_bytes_ += line.size();
  if (header_bytes_ > options_.max_header_bytes) {
    excess_ = Excess::kHeaders;
    return false;
  }
  if (block_ == Block::kBody) return true;  // a trailer
  line = absl::StripTrailingAsciiWhitespace(line);
  if (block_ == Block::kNone) {
    const absl::string_view status = line.substr(std::min(line.find(' '), line.size()));
    int number = 0;
    if (!absl::SimpleAtoi(status.substr(0, 4), &number)) return true;  // libcurl judges it
    block_ = number < 200 ? Block::kInterim : Block::kFinal;
    if (block_ == Block::kFinal) response_.status = number;
    return true;
  }
  if (line.empty()) {
    block_ = block_ == Block::kFinal ? Block::kBody : Block::kNone;
    return true;
  }
  const size_t colon = line.find(':');
  if (block_ == Block::kInterim || colon == line.npos || colon == 0) return true;
  response_.headers.push_back(
      {absl::AsciiStrToLower(line.substr(0, colon)),
       std::string(absl::StripLeadingAsciiWhitespace(line.substr(colon + 1)))});
  return true;
}

bool CurlTransfer::OnBody(absl::string_view bytes) {
  NoteReceiving();
  std::string& body = response_.body;
  if (bytes.size() > max_reply_bytes_ - body.size()) {
    excess_ = Excess::kBody;
    return false;
  }
  const size_t needed = body.size() + bytes.size() + kPadding;
  if (needed > body.capacity()) {
    curl_off_t announced = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    // What is announced was already checked against the limit by libcurl.
    const size_t wanted = announced > 0 ? static_cast<size_t>(announced) + kPadding
                                        : std::max(2 * body.capacity(), kFirstBodyCapacity);
    body.reserve(std::max(needed, wanted));
  }
  body.append(bytes.data(), bytes.size());
  return true;
}

// libcurl has its own opinion, but a reply that ends early must never pass for a whole one.
bool CurlTransfer::ReplyIsWhole() const {
  if (block_ != Block::kBody) return false;
  if (response_.status == 204 || response_.status == 304) return true;
  const absl::optional<absl::string_view> length = response_.Header("content-length");
  uint64_t announced = 0;
  return !length || !absl::SimpleAtoi(*length, &announced) || announced == response_.body.size();
}

HttpResult CurlTransfer::Finish(CURLcode code) {
  ended_ = true;
  if (response_.status != 0) {
    long version = 0;  // NOLINT(runtime/int)
    curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_VERSION, &version);
    origin_->set_multiplexed(version >= CURL_HTTP_VERSION_2_0);
  }
  if (gate_closed_) return Fail(TransportError::kCancelled, "called off before it was sent");
  if (excess_ == Excess::kHeaders) return FailTooLarge("headers", options_.max_header_bytes);
  if (excess_ == Excess::kBody || code == CURLE_FILESIZE_EXCEEDED) {
    return FailTooLarge("reply", max_reply_bytes_);
  }
  if (resend_refused_) {
    return Fail(TransportError::kConnectionLost,
                "connection lost before the reply began, not sent again");
  }
  if (code == CURLE_OK && !ReplyIsWhole()) code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK) {
    HttpResult result;
    result.sent = sent_;
    result.response = std::move(response_);
    result.response.body.reserve(result.response.body.size() + kPadding);
    return result;
  }
  CurlFailure failure;
  failure.code = code;
  failure.sent = sent_;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &failure.os_error);
  curl_easy_getinfo(easy_.get(), CURLINFO_SSL_VERIFYRESULT, &failure.verify_result);
  const FailureMeaning meaning = ExplainFailure(failure);
  return Fail(meaning.error, meaning.clause);
}

HttpResult CurlTransfer::Abort(TransportError error, absl::string_view clause) {
  return Fail(error, clause);
}

HttpResult CurlTransfer::FailTooLarge(absl::string_view what, size_t limit) {
  return Fail(TransportError::kReplyTooLarge, absl::StrCat(what, " larger than ", limit, " bytes"));
}

HttpResult CurlTransfer::Fail(TransportError error, absl::string_view clause) {
  HttpResult result;
  result.error = error;
  result.sent = sent_;
  result.response = std::move(response_);
  result.response.body.reserve(result.response.body.size() + kPadding);
  result.message = absl::StrCat(clause, " (", UrlHostAndPort(job_->request.url), ")");
  return result;
}

std::unique_ptr<CurlJob> CurlTransfer::Recycle() {
  Set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  Set(CURLOPT_POSTFIELDS, static_cast<char*>(nullptr));
  headers_.Clear();
  job_->request = HttpRequest();
  origin_ = nullptr;
  connection_ = 0;
  ended_ = false;
  response_ = HttpResponse();
  sent_ = Sent::kNo;
  resend_refused_ = false;
  gate_closed_ = false;
  block_ = Block::kNone;
  excess_ = Excess::kNone;
  header_bytes_ = 0;
  set_result_ = CURLE_OK;
  due = MonotonicTime::max();
  return std::move(job_);
}

size_t CurlTransfer::HeaderCallback(char* data, size_t size, size_t count, void* self) {
  const absl::string_view line(data, size * count);
  return static_cast<CurlTransfer*>(self)->OnHeaderLine(line) ? line.size() : 0;
}

size_t CurlTransfer::BodyCallback(char* data, size_t size, size_t count, void* self) {
  const absl::string_view bytes(data, size * count);
  if (static_cast<CurlTransfer*>(self)->OnBody(bytes)) return bytes.size();
  return bytes.empty() ? 1 : 0;  // anything but the size aborts
}

int CurlTransfer::SocketCallback(void* self, curl_socket_t, curlsocktype) {
  static_cast<CurlTransfer*>(self)->sockets_opened_->fetch_add(1, std::memory_order_relaxed);
  return CURL_SOCKOPT_OK;
}

int CurlTransfer::AboutToSendCallback(void* self, char*, char*, int, int local_port) {
  return static_cast<CurlTransfer*>(self)->OnAboutToSend(local_port);
}

}  // namespace smartcar_gateway
