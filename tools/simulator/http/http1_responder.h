// Answers one request of an HTTP/1.x connection.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_RESPONDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_RESPONDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tools/simulator/http/http1_connection.h"
#include "tools/simulator/http/peer_watch.h"
#include "tools/simulator/http/responder.h"

namespace smartcar_simulator {

// The connection holds it until the reply is complete; it holds the connection weakly, because the
// model may keep it for as long as it likes.
class Http1Responder : public Responder {
 public:
  Http1Responder(std::weak_ptr<Http1Connection> connection, const Request& request,
                 bool keep_alive);

  void Send(Response response) override;
  void SendHeaders(int status, HeaderList headers) override;
  void SendData(std::string data) override;
  void Finish() override;
  void Break(BreakKind kind) override;
  bool PeerGone() const override { return watch_.gone(); }
  void OnPeerGone(std::function<void()> callback) override { watch_.Watch(std::move(callback)); }

  // From the connection.
  void PeerLeft();

 private:
  // The connection, as long as it waits for this reply.
  std::shared_ptr<Http1Connection> Open() const;
  void End();

  const std::weak_ptr<Http1Connection> connection_;
  const std::string method_;
  const bool http10_;
  bool keep_alive_;
  bool started_ = false;
  bool ended_ = false;
  bool has_body_ = true;
  std::optional<int64_t> promised_bytes_;  // What is left of content-length; else chunked.
  PeerWatch watch_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_RESPONDER_H_
