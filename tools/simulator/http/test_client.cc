// A real HTTP client for tests.
#include "tools/simulator/http/test_client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

namespace smartcar_simulator {
namespace {

constexpr std::chrono::minutes kPatience(1);

size_t AppendBody(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

size_t AppendHeader(char* data, size_t size, size_t count, void* headers) {
  std::string line(data, size * count);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.pop_back();
  const size_t colon = line.find(": ");
  if (colon != std::string::npos) {
    static_cast<HeaderList*>(headers)->emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return size * count;
}

}  // namespace

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(request_headers_);
}

int Transfer::BeforeSending(void* transfer, char*, char*, int, int) {
  return ++static_cast<Transfer*>(transfer)->attempts_ == 1 ? CURL_PREREQFUNC_OK
                                                            : CURL_PREREQFUNC_ABORT;
}

long Transfer::status() const {  // NOLINT(runtime/int)
  long status = 0;               // NOLINT(runtime/int)
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

long Transfer::http_version() const {  // NOLINT(runtime/int)
  long version = 0;                    // NOLINT(runtime/int)
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  return version;
}

long Transfer::new_connects() const {  // NOLINT(runtime/int)
  long count = 0;                      // NOLINT(runtime/int)
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &count);
  return count;
}

std::string Transfer::header(const std::string& name) const {
  for (const auto& [header, value] : headers_) {
    if (header == name) return value;
  }
  return "";
}

TestClient::TestClient(const TestServer& server, Protocol protocol)
    : base_url_(server.Url("")),
      ca_pem_(server.ca_pem()),
      protocol_(protocol),
      multi_(curl_multi_init()) {
  curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, 1000L);
}

TestClient::~TestClient() {
  for (const auto& transfer : transfers_) curl_multi_remove_handle(multi_, transfer->easy_);
  transfers_.clear();
  curl_multi_cleanup(multi_);
}

Transfer& TestClient::Start(const Fetch& fetch) {
  transfers_.push_back(std::unique_ptr<Transfer>(new Transfer));
  Transfer& transfer = *transfers_.back();
  CURL* const easy = transfer.easy_ = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, (base_url_ + fetch.path).c_str());
  curl_blob ca = {const_cast<char*>(ca_pem_.data()), ca_pem_.size(), CURL_BLOB_COPY};
  curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &ca);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   protocol_ == Protocol::kHttp2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, protocol_ == Protocol::kHttp2 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, Transfer::BeforeSending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, AppendBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer.body_);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, AppendHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer.headers_);
  if (fetch.body.has_value()) {
    transfer.request_body_ = *fetch.body;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.request_body_.data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(fetch.body->size()));
    // The server does not answer it, and libcurl would wait a second for that.
    transfer.request_headers_ = curl_slist_append(transfer.request_headers_, "Expect:");
  }
  if (fetch.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, fetch.method.c_str());
  }
  for (const std::string& header : fetch.headers) {
    transfer.request_headers_ = curl_slist_append(transfer.request_headers_, header.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.request_headers_);
  curl_multi_add_handle(multi_, easy);
  return transfer;
}

void TestClient::Abort(Transfer& transfer) {
  curl_multi_remove_handle(multi_, transfer.easy_);
  transfer.code_ = CURLE_ABORTED_BY_CALLBACK;
  DriveOnce();
}

void TestClient::DriveOnce() {
  int running = 0;
  curl_multi_perform(multi_, &running);
  int queued = 0;
  while (const CURLMsg* const message = curl_multi_info_read(multi_, &queued)) {
    if (message->msg != CURLMSG_DONE) continue;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    transfer->code_ = message->data.result;
    curl_multi_remove_handle(multi_, transfer->easy_);
  }
}

bool TestClient::DriveUntil(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    DriveOnce();
    if (condition()) return true;
    if (std::chrono::steady_clock::now() > deadline) return false;
    curl_multi_poll(multi_, nullptr, 0, 5, nullptr);
  }
}

Transfer& TestClient::Run(const Fetch& fetch) {
  Transfer& transfer = Start(fetch);
  EXPECT_TRUE(DriveUntil([&transfer] { return transfer.done(); })) << "no end in sight";
  if (!transfer.done()) Abort(transfer);
  return transfer;
}

}  // namespace smartcar_simulator
