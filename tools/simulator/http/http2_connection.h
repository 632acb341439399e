// One HTTP/2 connection: many streams over one transport.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_CONNECTION_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_CONNECTION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tools/simulator/http/connection_options.h"
#include "tools/simulator/http/http2_session.h"
#include "tools/simulator/http/http2_stream.h"
#include "tools/simulator/http/transport.h"

namespace smartcar_simulator {

// Kept alive by its pending read. The session must not be re-entered from its own events, so these
// only note which streams have a complete request or have closed; Deliver tells the model after.
// What is to be sent is collected and written in large pieces.
class Http2Connection final : public std::enable_shared_from_this<Http2Connection>,
                              public Http2SessionEvents {
 public:
  Http2Connection(std::shared_ptr<Transport> transport,
                  std::shared_ptr<const ConnectionOptions> options);

  void Start();

  // For Http2Stream, of a stream that is open.
  void SubmitReply(int32_t stream_id, int status, const HeaderList& headers, Http2BodySource* body);
  void ResumeBody(int32_t stream_id);
  void ResetStream(int32_t stream_id, uint32_t error_code);
  void CloseWhenFlushed();
  void GoAway();
  void ResetConnection();

  // Http2SessionEvents.
  void OnRequestBegin(int32_t stream_id) override;
  void OnRequestHeader(int32_t stream_id, std::string name, std::string value) override;
  void OnRequestData(int32_t stream_id, const char* data, size_t size) override;
  void OnRequestEnd(int32_t stream_id) override;
  void OnStreamClosed(int32_t stream_id, uint32_t error_code) override;

 private:
  using StreamPtr = std::shared_ptr<Http2Stream>;

  void ReadMore();
  void OnRead(size_t bytes);
  void ScheduleFlush();
  void Flush();
  void FillOutput();
  void Deliver();
  void Dispatch(const StreamPtr& stream);
  void CloseNow();
  void DropStreams();
  Http2Stream* Find(int32_t stream_id);

  const std::shared_ptr<Transport> transport_;
  const std::shared_ptr<const ConnectionOptions> options_;
  std::unordered_map<int32_t, StreamPtr> streams_;
  std::vector<StreamPtr> complete_;  // Requests that the handler has not seen.
  std::vector<StreamPtr> left_;      // Streams whose watcher has not been told.
  bool delivering_ = false;

  std::array<char, 16384> read_buffer_;
  std::string output_;
  bool writing_ = false;
  bool flush_scheduled_ = false;
  bool closing_ = false;        // No more requests; close when everything is written.
  bool goaway_wanted_ = false;  // Before closing.
  bool closed_ = false;
  Http2Session session_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_CONNECTION_H_
