// One HTTP/2 stream.
#include "tools/simulator/http/http2_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "tools/simulator/http/header_names.h"
#include "tools/simulator/http/http2_connection.h"

namespace smartcar_simulator {

Http2Stream::Http2Stream(std::weak_ptr<Http2Connection> connection, int32_t id,
                         size_t max_body_bytes)
    : connection_(std::move(connection)), id_(id), max_body_bytes_(max_body_bytes) {
  request_.http_version = "2";
}

void Http2Stream::AddHeader(std::string name, std::string value) {
  if (name == ":method") {
    method_ = value;
    request_.method = std::move(value);
  } else if (name == ":path") {
    request_.target = std::move(value);
  } else if (name == ":authority") {
    request_.authority = std::move(value);
  } else if (name.empty() || name[0] != ':') {
    request_.headers.emplace_back(std::move(name), std::move(value));
  }
}

void Http2Stream::AddData(const char* data, size_t size) {
  if (request_.body.size() + size > max_body_bytes_) body_too_large_ = true;
  if (!body_too_large_) request_.body.append(data, size);
}

Request Http2Stream::TakeRequest(uint64_t connection_id) {
  if (request_.authority.empty()) {
    const std::string* const host = FindHeader(request_.headers, "host");
    if (host != nullptr) request_.authority = *host;
  }
  request_.connection_id = connection_id;
  return std::move(request_);
}

void Http2Stream::Closed(Closing closing) {
  closed_ = true;
  left_by_peer_ = !broken_ && (closing == Closing::kCut || !ended_);
}

void Http2Stream::NotifyPeerGone() {
  if (left_by_peer_) watch_.Gone();
}

std::shared_ptr<Http2Connection> Http2Stream::Open() const {
  return closed_ || ended_ ? nullptr : connection_.lock();
}

void Http2Stream::End() {
  ended_ = true;
  watch_.End();
}

void Http2Stream::Send(Response response) {
  const auto connection = Open();
  if (connection == nullptr || started_) return;
  started_ = true;
  End();
  HeaderList headers = MessageHeaders(std::move(response.headers));
  const bool needs_length = response.status != 204 && response.status != 304;
  if (needs_length && FindHeader(headers, "content-length") == nullptr) {
    headers.emplace_back("content-length", std::to_string(response.body.size()));
  }
  const bool has_body = ReplyHasBody(method_, response.status) && !response.body.empty();
  if (has_body) body_ = std::move(response.body);
  connection->SubmitReply(id_, response.status, headers, has_body ? this : nullptr);
}

void Http2Stream::SendHeaders(int status, HeaderList headers) {
  const auto connection = Open();
  if (connection == nullptr || started_) return;
  started_ = true;
  has_body_ = ReplyHasBody(method_, status);
  connection->SubmitReply(id_, status, MessageHeaders(std::move(headers)), this);
}

void Http2Stream::SendData(std::string data) {
  const auto connection = Open();
  if (connection == nullptr || !started_ || !has_body_ || data.empty()) return;
  if (body_sent_ == body_.size()) {
    body_ = std::move(data);
  } else {
    body_.erase(0, body_sent_);
    body_ += data;
  }
  body_sent_ = 0;
  connection->ResumeBody(id_);
}

void Http2Stream::Finish() {
  const auto connection = Open();
  if (connection == nullptr || !started_) return;
  End();
  connection->ResumeBody(id_);
}

void Http2Stream::Break(BreakKind kind) {
  const auto connection = Open();
  if (connection == nullptr) return;
  End();
  broken_ = true;
  switch (kind) {
    case BreakKind::kClose:
      connection->CloseWhenFlushed();
      break;
    case BreakKind::kGoAway:
      connection->GoAway();
      break;
    case BreakKind::kReset:
      connection->ResetConnection();
      break;
    case BreakKind::kStreamReset:
      BreakStream(*connection, NGHTTP2_INTERNAL_ERROR);
      break;
    case BreakKind::kRefuseStream:
      BreakStream(*connection, NGHTTP2_REFUSED_STREAM);
      break;
  }
}

void Http2Stream::BreakStream(Http2Connection& connection, uint32_t error_code) {
  if (!started_) {
    connection.ResetStream(id_, error_code);
    return;
  }
  // RST_STREAM would overtake headers and data still queued: ReadBody sends it in its turn.
  reset_code_ = error_code;
  connection.ResumeBody(id_);
}

size_t Http2Stream::ReadBody(char* buffer, size_t size, State* state) {
  const size_t copied = std::min(size, body_.size() - body_sent_);
  std::memcpy(buffer, body_.data() + body_sent_, copied);
  body_sent_ += copied;
  if (body_sent_ < body_.size()) {
    *state = State::kMore;
  } else if (ended_ && !broken_) {
    *state = State::kEnd;
  } else if (copied > 0) {
    *state = State::kMore;
  } else {
    *state = State::kWait;
    const auto connection = connection_.lock();
    if (reset_code_ != 0 && connection != nullptr) connection->ResetStream(id_, reset_code_);
  }
  return copied;
}

}  // namespace smartcar_simulator
