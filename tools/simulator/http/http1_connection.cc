// One HTTP/1.x connection.
#include "tools/simulator/http/http1_connection.h"

#include <utility>

#include "tools/simulator/http/http1_reply.h"
#include "tools/simulator/http/http1_responder.h"

namespace smartcar_simulator {
namespace {

// How much a client may send ahead of the reply it waits for.
constexpr size_t kMaxInputAhead = 256 << 10;

}  // namespace

Http1Connection::Http1Connection(std::shared_ptr<Transport> transport,
                                 std::shared_ptr<const ConnectionOptions> options)
    : transport_(std::move(transport)),
      options_(std::move(options)),
      parser_(options_->max_body_bytes) {}

void Http1Connection::Start() { ReadMore(); }

void Http1Connection::ReadMore() {
  if (read_pending_ || closed_ || input_.size() > kMaxInputAhead) return;
  read_pending_ = true;
  transport_->Read(read_buffer_.data(), read_buffer_.size(),
                   [self = shared_from_this()](size_t bytes) {
                     self->read_pending_ = false;
                     self->OnRead(bytes);
                   });
}

void Http1Connection::OnRead(size_t bytes) {
  if (closed_) return;
  if (bytes == 0) {
    PeerLeft();
    return;
  }
  // A connection that ends only reads on to see the peer leave.
  if (!closing_) {
    input_.append(read_buffer_.data(), bytes);
    HandleInput();
  }
  ReadMore();
}

void Http1Connection::HandleInput() {
  if (closed_ || closing_ || current_ != nullptr) return;
  switch (parser_.Parse(input_)) {
    case Http1Parser::Result::kNeedMore:
      return;
    case Http1Parser::Result::kDone:
      Dispatch();
      return;
    case Http1Parser::Result::kError:
      Refuse(parser_.error_status());
      return;
  }
}

void Http1Connection::Dispatch() {
  const bool keep_alive = parser_.keep_alive();
  Request request = parser_.Take();
  request.connection_id = transport_->id();
  const auto responder = std::make_shared<Http1Responder>(weak_from_this(), request, keep_alive);
  current_ = responder;
  options_->handler(std::move(request), responder);
}

void Http1Connection::Refuse(int status) {
  Write(FormatHead(status, {{"content-length", "0"}, {"connection", "close"}}));
  CloseWhenFlushed();
}

void Http1Connection::Write(std::string data) {
  if (closed_) return;
  output_ += data;
  Flush();
}

void Http1Connection::Flush() {
  if (closed_ || !writing_.empty()) return;
  if (output_.empty()) {
    if (!closing_) return;
    closed_ = true;
    transport_->Close();
    return;
  }
  writing_.swap(output_);
  transport_->Write(writing_, [self = shared_from_this()](bool ok) {
    self->writing_.clear();
    if (ok) {
      self->Flush();
    } else {
      self->PeerLeft();
    }
  });
}

void Http1Connection::EndReply(bool keep_alive) {
  current_ = nullptr;
  if (!keep_alive) {
    CloseWhenFlushed();
    return;
  }
  // Posted: many requests sent ahead must not nest their handlers.
  transport_->Post([self = shared_from_this()] {
    self->HandleInput();
    self->ReadMore();
  });
}

void Http1Connection::CloseWhenFlushed() {
  closing_ = true;
  Flush();
}

void Http1Connection::Reset() {
  closed_ = true;
  current_ = nullptr;
  transport_->Reset();
}

void Http1Connection::PeerLeft() {
  if (closed_) return;
  // A client may close its side after the last request and still wait for the reply being written.
  if (current_ == nullptr && !writing_.empty()) {
    closing_ = true;
    return;
  }
  closed_ = true;
  transport_->Close();
  if (const auto responder = std::exchange(current_, nullptr)) responder->PeerLeft();
}

}  // namespace smartcar_simulator
