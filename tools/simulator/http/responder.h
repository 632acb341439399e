// The handle by which the model answers, streams to, or breaks off one request.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_RESPONDER_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_RESPONDER_H_

#include <functional>
#include <string>

#include "tools/simulator/http/http_message.h"

namespace smartcar_simulator {

// How a reply is broken off. Except for kReset, everything given to the responder before is sent
// first, as far as the client's flow control lets it.
enum class BreakKind {
  kClose,         // The whole connection: TLS close_notify, then FIN.
  kReset,         // The whole connection at once: TCP RST, no close_notify, unsent data discarded.
  kStreamReset,   // HTTP/2: RST_STREAM INTERNAL_ERROR. HTTP/1.1: as kClose.
  kRefuseStream,  // HTTP/2: RST_STREAM REFUSED_STREAM. HTTP/1.1: as kClose.
  kGoAway,        // HTTP/2: GOAWAY NO_ERROR naming the last stream received, then as kClose.
};

// Answers one request: either Send, or SendHeaders, any number of SendData, and Finish; Break may
// come at any point instead of the end. Held by shared_ptr, may outlive its connection and server.
// All calls are made on the thread of the server's io_context. Every method is harmless after the
// peer has gone and after the reply is finished or broken.
class Responder {
 public:
  virtual ~Responder() = default;

  // The whole reply. Sets content-length unless `response.headers` has one (which may then lie).
  virtual void Send(Response response) = 0;

  // Starts a streamed reply: chunked on HTTP/1.1 unless `headers` has a content-length.
  virtual void SendHeaders(int status, HeaderList headers) = 0;
  virtual void SendData(std::string data) = 0;
  virtual void Finish() = 0;

  virtual void Break(BreakKind kind) = 0;

  // The client cancelled the request or disconnected before it had the whole reply.
  virtual bool PeerGone() const = 0;

  // `callback` runs at most once: when the peer goes before the reply is finished or broken, or at
  // once if it has gone already. A second registration replaces the first.
  virtual void OnPeerGone(std::function<void()> callback) = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_RESPONDER_H_
