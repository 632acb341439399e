// The protocol state of one HTTP/2 server connection, with libnghttp2.
#include "tools/simulator/http/http2_session.h"

#include <array>
#include <vector>

namespace smartcar_simulator {
namespace {

constexpr int32_t kStreamWindow = 4 << 20;
constexpr int32_t kConnectionWindow = 16 << 20;

// Tests cancel thousands of streams at once on purpose; that is no attack here.
constexpr uint64_t kTolerableResets = 1u << 30;
constexpr size_t kMaxReplyHeaderBytes = 16 << 20;

Http2SessionEvents* Events(void* user_data) { return static_cast<Http2SessionEvents*>(user_data); }

std::string ToString(const uint8_t* data, size_t size) { return std::string(data, data + size); }

bool IsRequest(const nghttp2_frame* frame) {
  return frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
}

int OnBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
  if (IsRequest(frame)) Events(user_data)->OnRequestBegin(frame->hd.stream_id);
  return 0;
}

int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
             const uint8_t* value, size_t value_size, uint8_t, void* user_data) {
  if (IsRequest(frame)) {
    Events(user_data)->OnRequestHeader(frame->hd.stream_id, ToString(name, name_size),
                                       ToString(value, value_size));
  }
  return 0;
}

int OnDataChunk(nghttp2_session*, uint8_t, int32_t stream_id, const uint8_t* data, size_t size,
                void* user_data) {
  Events(user_data)->OnRequestData(stream_id, reinterpret_cast<const char*>(data), size);
  return 0;
}

int OnFrame(nghttp2_session*, const nghttp2_frame* frame, void* user_data) {
  const bool carries_request = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  if (carries_request && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
    Events(user_data)->OnRequestEnd(frame->hd.stream_id);
  }
  return 0;
}

int OnStreamClose(nghttp2_session*, int32_t stream_id, uint32_t error_code, void* user_data) {
  Events(user_data)->OnStreamClosed(stream_id, error_code);
  return 0;
}

ssize_t ReadBody(nghttp2_session*, int32_t, uint8_t* buffer, size_t size, uint32_t* flags,
                 nghttp2_data_source* source, void*) {
  auto* const body = static_cast<Http2BodySource*>(source->ptr);
  Http2BodySource::State state = Http2BodySource::State::kMore;
  const size_t copied = body->ReadBody(reinterpret_cast<char*>(buffer), size, &state);
  if (state == Http2BodySource::State::kWait) return NGHTTP2_ERR_DEFERRED;
  if (state == Http2BodySource::State::kEnd) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(copied);
}

nghttp2_session* NewSession(Http2SessionEvents* events) {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, OnBeginHeaders);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnDataChunk);
  nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnStreamClose);
  nghttp2_option* option = nullptr;
  nghttp2_option_new(&option);
  nghttp2_option_set_stream_reset_rate_limit(option, kTolerableResets, kTolerableResets);
  // A fault may ask for headers without end; at nghttp2's own limit the reply would just hang.
  nghttp2_option_set_max_send_header_block_length(option, kMaxReplyHeaderBytes);
  nghttp2_session* session = nullptr;
  nghttp2_session_server_new2(&session, callbacks, events, option);
  nghttp2_option_del(option);
  nghttp2_session_callbacks_del(callbacks);
  return session;
}

nghttp2_nv HeaderField(const std::string& name, const std::string& value) {
  // nghttp2 copies both and writes to neither; its struct merely lacks the const.
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NONE};
}

}  // namespace

Http2Session::Http2Session(Http2SessionEvents* events, uint32_t max_concurrent_streams)
    : session_(NewSession(events)) {
  const std::array<nghttp2_settings_entry, 2> settings = {{
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, max_concurrent_streams},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
  }};
  nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  nghttp2_session_set_local_window_size(session_.get(), NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
}

bool Http2Session::ReceiveFrames(const char* data, size_t size) {
  return nghttp2_session_mem_recv(session_.get(), reinterpret_cast<const uint8_t*>(data), size) >=
         0;
}

bool Http2Session::FillOutput(std::string* output, size_t limit) {
  while (output->size() < limit) {
    const uint8_t* data = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_.get(), &data);
    if (size <= 0) return true;
    output->append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
  }
  return false;
}

bool Http2Session::Finished() const {
  return nghttp2_session_want_read(session_.get()) == 0 &&
         nghttp2_session_want_write(session_.get()) == 0;
}

void Http2Session::SubmitReply(int32_t stream_id, int status, const HeaderList& headers,
                               Http2BodySource* body) {
  const std::string status_name = ":status";
  const std::string status_text = std::to_string(status);
  std::vector<nghttp2_nv> fields;
  fields.reserve(headers.size() + 1);
  fields.push_back(HeaderField(status_name, status_text));
  for (const auto& [name, value] : headers) fields.push_back(HeaderField(name, value));
  nghttp2_data_provider provider = {};
  provider.source.ptr = body;
  provider.read_callback = ReadBody;
  nghttp2_submit_response(session_.get(), stream_id, fields.data(), fields.size(),
                          body == nullptr ? nullptr : &provider);
}

void Http2Session::ResumeBody(int32_t stream_id) {
  nghttp2_session_resume_data(session_.get(), stream_id);
}

void Http2Session::ResetStream(int32_t stream_id, uint32_t error_code) {
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream_id, error_code);
}

void Http2Session::SubmitGoAway() {
  nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(session_.get()), NGHTTP2_NO_ERROR,
                        nullptr, 0);
}

}  // namespace smartcar_simulator
