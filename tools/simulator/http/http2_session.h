// The protocol state of one HTTP/2 server connection, behind which libnghttp2 hides.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_SESSION_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_SESSION_H_

#include <nghttp2/nghttp2.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

// What a session tells its owner, always from within ReceiveFrames or FillOutput. A stream is
// known by its id from OnRequestBegin to OnStreamClosed.
class Http2SessionEvents {
 public:
  virtual void OnRequestBegin(int32_t stream_id) = 0;
  virtual void OnRequestHeader(int32_t stream_id, std::string name, std::string value) = 0;
  virtual void OnRequestData(int32_t stream_id, const char* data, size_t size) = 0;
  virtual void OnRequestEnd(int32_t stream_id) = 0;
  virtual void OnStreamClosed(int32_t stream_id, uint32_t error_code) = 0;

 protected:
  ~Http2SessionEvents() = default;
};

// Where the body of a reply comes from.
class Http2BodySource {
 public:
  enum class State { kMore, kWait, kEnd };

  // Copies up to `size` bytes and sets `state`: kMore, or kWait (asked again after ResumeBody), or
  // kEnd. With kWait nothing has been copied.
  virtual size_t ReadBody(char* buffer, size_t size, State* state) = 0;

 protected:
  ~Http2BodySource() = default;
};

// The protocol state of one HTTP/2 server connection: bytes in, events out; calls in, bytes out.
// Knows no socket and no request. Not to be called from within its own events, except ResetStream.
class Http2Session {
 public:
  // `events` must outlive the session. SETTINGS are queued at once.
  Http2Session(Http2SessionEvents* events, uint32_t max_concurrent_streams);

  // False: the peer broke the protocol, or sent something else altogether.
  bool ReceiveFrames(const char* data, size_t size);

  // Appends what is to be sent, until `output` has about `limit` bytes. True: nothing is left that
  // may be sent now.
  bool FillOutput(std::string* output, size_t limit);

  // Both ends have nothing to say any more.
  bool Finished() const;

  // `body` may be nullptr, else it must outlive the stream. `headers` is as MessageHeaders gives.
  void SubmitReply(int32_t stream_id, int status, const HeaderList& headers, Http2BodySource* body);
  void ResumeBody(int32_t stream_id);
  void ResetStream(int32_t stream_id, uint32_t error_code);
  void SubmitGoAway();

 private:
  struct Deleter {
    void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
  };

  std::unique_ptr<nghttp2_session, Deleter> session_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_SESSION_H_
