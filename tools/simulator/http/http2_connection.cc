// One HTTP/2 connection.
#include "tools/simulator/http/http2_connection.h"

#include <utility>

namespace smartcar_simulator {
namespace {

constexpr size_t kWriteBatch = 256 << 10;

}  // namespace

Http2Connection::Http2Connection(std::shared_ptr<Transport> transport,
                                 std::shared_ptr<const ConnectionOptions> options)
    : transport_(std::move(transport)),
      options_(std::move(options)),
      session_(this, options_->max_concurrent_streams) {}

void Http2Connection::Start() {
  Flush();
  ReadMore();
}

void Http2Connection::ReadMore() {
  if (closed_) return;
  transport_->Read(read_buffer_.data(), read_buffer_.size(),
                   [self = shared_from_this()](size_t bytes) { self->OnRead(bytes); });
}

void Http2Connection::OnRead(size_t bytes) {
  if (closed_) return;
  if (bytes == 0) {
    CloseNow();
    return;
  }
  // A connection that ends only reads on to see the peer leave.
  if (!closing_) {
    if (!session_.ReceiveFrames(read_buffer_.data(), bytes)) closing_ = true;
    Deliver();
    ScheduleFlush();
  }
  ReadMore();
}

// Posted: the replies that the model gives in one burst leave in one write.
void Http2Connection::ScheduleFlush() {
  if (flush_scheduled_ || closed_) return;
  flush_scheduled_ = true;
  transport_->Post([self = shared_from_this()] {
    self->flush_scheduled_ = false;
    self->Flush();
  });
}

void Http2Connection::Flush() {
  if (closed_ || writing_) return;
  FillOutput();
  if (output_.empty()) {
    if (closing_ || session_.Finished()) CloseNow();
  } else {
    writing_ = true;
    transport_->Write(output_, [self = shared_from_this()](bool ok) {
      self->writing_ = false;
      self->output_.clear();
      if (ok) {
        self->Flush();
      } else {
        self->CloseNow();
      }
    });
  }
  Deliver();
}

void Http2Connection::FillOutput() {
  const bool drained = session_.FillOutput(&output_, kWriteBatch);
  if (!drained || !goaway_wanted_) return;
  // Only now: bodies would have to wait behind it, and it ends the connection.
  goaway_wanted_ = false;
  session_.SubmitGoAway();
  session_.FillOutput(&output_, output_.size() + kWriteBatch);
}

void Http2Connection::SubmitReply(int32_t stream_id, int status, const HeaderList& headers,
                                  Http2BodySource* body) {
  session_.SubmitReply(stream_id, status, headers, body);
  ScheduleFlush();
}

void Http2Connection::ResumeBody(int32_t stream_id) {
  session_.ResumeBody(stream_id);
  ScheduleFlush();
}

void Http2Connection::ResetStream(int32_t stream_id, uint32_t error_code) {
  session_.ResetStream(stream_id, error_code);
  ScheduleFlush();
}

void Http2Connection::CloseWhenFlushed() {
  closing_ = true;
  ScheduleFlush();
}

void Http2Connection::GoAway() {
  goaway_wanted_ = true;
  CloseWhenFlushed();
}

void Http2Connection::ResetConnection() {
  if (closed_) return;
  closed_ = true;
  transport_->Reset();
  DropStreams();
}

void Http2Connection::CloseNow() {
  if (closed_) return;
  closed_ = true;
  transport_->Close();
  DropStreams();
}

void Http2Connection::DropStreams() {
  for (const auto& [id, stream] : streams_) {
    stream->Closed(Http2Stream::Closing::kCut);
    left_.push_back(stream);
  }
  streams_.clear();
  Deliver();
}

void Http2Connection::Deliver() {
  if (delivering_) return;
  delivering_ = true;
  while (!complete_.empty() || !left_.empty()) {
    for (const StreamPtr& stream : std::exchange(complete_, {})) Dispatch(stream);
    for (const StreamPtr& stream : std::exchange(left_, {})) stream->NotifyPeerGone();
  }
  delivering_ = false;
}

void Http2Connection::Dispatch(const StreamPtr& stream) {
  if (closed_ || closing_) return;
  if (stream->body_too_large()) {
    stream->Send({413, {}, ""});
    return;
  }
  options_->handler(stream->TakeRequest(transport_->id()), stream);
}

Http2Stream* Http2Connection::Find(int32_t stream_id) {
  const auto found = streams_.find(stream_id);
  return found == streams_.end() ? nullptr : found->second.get();
}

void Http2Connection::OnRequestBegin(int32_t stream_id) {
  streams_.emplace(stream_id, std::make_shared<Http2Stream>(weak_from_this(), stream_id,
                                                            options_->max_body_bytes));
}

void Http2Connection::OnRequestHeader(int32_t stream_id, std::string name, std::string value) {
  Http2Stream* const stream = Find(stream_id);
  if (stream != nullptr) stream->AddHeader(std::move(name), std::move(value));
}

void Http2Connection::OnRequestData(int32_t stream_id, const char* data, size_t size) {
  Http2Stream* const stream = Find(stream_id);
  if (stream != nullptr) stream->AddData(data, size);
}

void Http2Connection::OnRequestEnd(int32_t stream_id) {
  const auto found = streams_.find(stream_id);
  if (found != streams_.end()) complete_.push_back(found->second);
}

void Http2Connection::OnStreamClosed(int32_t stream_id, uint32_t error_code) {
  const auto found = streams_.find(stream_id);
  if (found == streams_.end()) return;
  found->second->Closed(error_code == NGHTTP2_NO_ERROR ? Http2Stream::Closing::kClean
                                                       : Http2Stream::Closing::kCut);
  left_.push_back(std::move(found->second));
  streams_.erase(found);
}

}  // namespace smartcar_simulator
