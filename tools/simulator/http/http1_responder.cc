// Answers one request of an HTTP/1.x connection.
#include "tools/simulator/http/http1_responder.h"

#include <charconv>
#include <utility>

#include "tools/simulator/http/header_names.h"
#include "tools/simulator/http/http1_reply.h"

namespace smartcar_simulator {
namespace {

bool AsksToClose(const HeaderList& headers) {
  for (const auto& [name, value] : headers) {
    if (LowerCase(name) == "connection" && LowerCase(value) == "close") return true;
  }
  return false;
}

// A content-length that is no number counts as none kept: the connection then ends with the reply.
std::optional<int64_t> PromisedBytes(const HeaderList& headers) {
  const std::string* const value = FindHeader(headers, "content-length");
  if (value == nullptr) return std::nullopt;
  int64_t bytes = -1;
  std::from_chars(value->data(), value->data() + value->size(), bytes);
  return bytes;
}

}  // namespace

Http1Responder::Http1Responder(std::weak_ptr<Http1Connection> connection, const Request& request,
                               bool keep_alive)
    : connection_(std::move(connection)),
      method_(request.method),
      http10_(request.http_version == "1.0"),
      keep_alive_(keep_alive) {}

std::shared_ptr<Http1Connection> Http1Responder::Open() const {
  if (ended_ || watch_.gone()) return nullptr;
  return connection_.lock();
}

void Http1Responder::Send(Response response) {
  if (started_) return;
  const bool needs_length = response.status != 204 && response.status != 304;
  if (needs_length && FindHeader(response.headers, "content-length") == nullptr) {
    response.headers.emplace_back("content-length", std::to_string(response.body.size()));
  }
  SendHeaders(response.status, std::move(response.headers));
  SendData(std::move(response.body));
  Finish();
}

void Http1Responder::SendHeaders(int status, HeaderList headers) {
  const auto connection = Open();
  if (connection == nullptr || started_) return;
  started_ = true;
  has_body_ = ReplyHasBody(method_, status);
  if (AsksToClose(headers)) keep_alive_ = false;
  headers = MessageHeaders(std::move(headers));
  if (has_body_) {
    promised_bytes_ = PromisedBytes(headers);
    if (!promised_bytes_.has_value()) {
      // HTTP/1.0 knows no chunks: there the end of the connection ends the body.
      if (http10_) {
        keep_alive_ = false;
      } else {
        headers.emplace_back("transfer-encoding", "chunked");
      }
    }
  }
  if (!keep_alive_) {
    headers.emplace_back("connection", "close");
  } else if (http10_) {
    headers.emplace_back("connection", "keep-alive");
  }
  connection->Write(FormatHead(status, headers));
}

void Http1Responder::SendData(std::string data) {
  const auto connection = Open();
  if (connection == nullptr || !started_ || !has_body_ || data.empty()) return;
  if (promised_bytes_.has_value()) {
    *promised_bytes_ -= static_cast<int64_t>(data.size());
    connection->Write(std::move(data));
  } else {
    connection->Write(http10_ ? std::move(data) : FormatChunk(data));
  }
}

void Http1Responder::Finish() {
  const auto connection = Open();
  if (connection == nullptr || !started_) return;
  if (promised_bytes_.has_value()) {
    // A reply that broke its promise leaves the client out of step.
    if (*promised_bytes_ != 0) keep_alive_ = false;
  } else if (has_body_ && !http10_) {
    connection->Write(std::string(kLastChunk));
  }
  End();
  connection->EndReply(keep_alive_);
}

void Http1Responder::Break(BreakKind kind) {
  const auto connection = Open();
  if (connection == nullptr) return;
  End();
  if (kind == BreakKind::kReset) {
    connection->Reset();
  } else {
    connection->EndReply(/*keep_alive=*/false);
  }
}

void Http1Responder::End() {
  ended_ = true;
  watch_.End();
}

void Http1Responder::PeerLeft() { watch_.Gone(); }

}  // namespace smartcar_simulator
