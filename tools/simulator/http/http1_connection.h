// One HTTP/1.x connection: reads requests, one at a time, and writes their replies.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_CONNECTION_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_CONNECTION_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "tools/simulator/http/connection_options.h"
#include "tools/simulator/http/http1_parser.h"
#include "tools/simulator/http/transport.h"

namespace smartcar_simulator {

class Http1Responder;

// Kept alive by its pending read. It always reads, also while the handler thinks: that is how it
// learns that the client has gone. What a client sends ahead (pipelining) waits, up to a limit.
class Http1Connection : public std::enable_shared_from_this<Http1Connection> {
 public:
  Http1Connection(std::shared_ptr<Transport> transport,
                  std::shared_ptr<const ConnectionOptions> options);

  void Start();

  // For Http1Responder, while its request is the current one.
  void Write(std::string data);
  void EndReply(bool keep_alive);  // The next request may come, or the connection ends.
  void Reset();

 private:
  void ReadMore();
  void OnRead(size_t bytes);
  void HandleInput();
  void Dispatch();
  void Refuse(int status);
  void Flush();
  void CloseWhenFlushed();
  void PeerLeft();

  const std::shared_ptr<Transport> transport_;
  const std::shared_ptr<const ConnectionOptions> options_;
  Http1Parser parser_;
  std::array<char, 16384> read_buffer_;
  std::string input_;    // Received, not parsed yet.
  std::string output_;   // To be written after `writing_`.
  std::string writing_;  // Empty when no write is pending.
  bool read_pending_ = false;
  bool closing_ = false;  // No more requests; close when everything is written.
  bool closed_ = false;
  std::shared_ptr<Http1Responder> current_;  // The request that has no complete reply yet.
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_HTTP1_CONNECTION_H_
