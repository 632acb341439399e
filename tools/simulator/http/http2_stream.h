// One HTTP/2 stream: collects its request, then answers it.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_STREAM_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tools/simulator/http/http2_session.h"
#include "tools/simulator/http/peer_watch.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

class Http2Connection;

// The connection holds it until the stream closes; it holds the connection weakly, because the
// model may keep it for as long as it likes.
class Http2Stream : public Responder, public Http2BodySource {
 public:
  Http2Stream(std::weak_ptr<Http2Connection> connection, int32_t id, size_t max_body_bytes);

  int32_t id() const { return id_; }

  // The request's side, from the connection.
  void AddHeader(std::string name, std::string value);
  void AddData(const char* data, size_t size);
  bool body_too_large() const { return body_too_large_; }
  Request TakeRequest(uint64_t connection_id);

  // The stream has closed; later calls of the model do nothing. When the peer had not got the whole
  // reply and the model had not broken it off, PeerGone is true from here on; NotifyPeerGone is for
  // when callbacks may run.
  enum class Closing { kClean, kCut };
  void Closed(Closing closing);
  void NotifyPeerGone();

  // Responder.
  void Send(Response response) override;
  void SendHeaders(int status, HeaderList headers) override;
  void SendData(std::string data) override;
  void Finish() override;
  void Break(BreakKind kind) override;
  bool PeerGone() const override { return watch_.gone() || left_by_peer_; }
  void OnPeerGone(std::function<void()> callback) override { watch_.Watch(std::move(callback)); }

  // Http2BodySource.
  size_t ReadBody(char* buffer, size_t size, State* state) override;

 private:
  std::shared_ptr<Http2Connection> Open() const;
  void End();
  void BreakStream(Http2Connection& connection, uint32_t error_code);

  const std::weak_ptr<Http2Connection> connection_;
  const int32_t id_;
  const size_t max_body_bytes_;
  Request request_;
  std::string method_;  // Outlives the request, which is handed on.
  bool body_too_large_ = false;

  bool started_ = false;
  bool ended_ = false;   // The model has said all it wants to say.
  bool closed_ = false;  // Nobody listens any more.
  bool broken_ = false;  // By the model.
  bool left_by_peer_ = false;
  bool has_body_ = true;
  std::string body_;  // Given by the model, sent up to `body_sent_`.
  size_t body_sent_ = 0;
  uint32_t reset_code_ = 0;  // Not zero: how the stream ends after the body given so far.
  PeerWatch watch_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP2_STREAM_H_
