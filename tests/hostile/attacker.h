// A caller that sends whatever bytes it likes over one TCP connection.
#ifndef SMARTCAR_GATEWAY_TESTS_HOSTILE_ATTACKER_H_
#define SMARTCAR_GATEWAY_TESTS_HOSTILE_ATTACKER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/hostile/frames.h"

struct nghttp2_hd_inflater;

namespace smartcar_gateway {

// What came back on one stream.
struct StreamReply {
  HeaderList headers;  // of all blocks, trailers included
  std::string data;
  bool ended = false;             // by END_STREAM
  std::optional<uint32_t> reset;  // the error code of RST_STREAM

  bool over() const { return ended || reset.has_value(); }
  // Of the first header of that name; empty if there is none.
  std::string Header(const std::string& name) const;
  // Of the header grpc-status; -1 if there is none.
  int grpc_status() const;
};

// Not thread-safe. Whatever waits gives up after kPatience.
class Attacker {
 public:
  // What happens to bytes that arrive while others are sent.
  enum class Meanwhile { kRead, kReadNothing };

  // Connects to "127.0.0.1:PORT".
  explicit Attacker(const std::string& address);
  ~Attacker();
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;

  // False if not all was taken: the gateway has closed the connection, or, with kReadNothing, took
  // nothing for a quarter of a second.
  bool Send(std::string_view bytes, Meanwhile meanwhile = Meanwhile::kRead);

  // The preface and these settings. Many limits of gRPC hold only for a caller who acknowledges its
  // settings, so this does; OpenWithoutAcknowledging does not.
  bool Open(const std::string& settings = Settings({}));
  bool OpenWithoutAcknowledging();
  // A whole call on a stream of its own: headers, then this data with END_STREAM. Returns the
  // stream.
  uint32_t Call(const HeaderList& headers, const std::string& data);
  // Sends data in frames that are as large as may be, within the windows that the gateway gives.
  // False if it ended the stream or the connection before, or gives no window.
  bool SendData(uint32_t stream, const std::string& data, uint8_t flags);
  // Only its headers; the stream stays open.
  uint32_t Begin(const HeaderList& headers);
  uint32_t NextStream();

  // Waits for the end of a stream; what there is if the connection ends first.
  const StreamReply& Wait(uint32_t stream);
  // Waits until a frame arrives that is like this; nothing if the connection ends first.
  std::optional<Frame> WaitFor(const std::function<bool(const Frame&)>& wanted);
  // Waits for the answer to a PING: all before it has been read by the gateway. False if the
  // connection ends first.
  bool WaitUntilRead();
  // Waits until the gateway closes the connection.
  bool WaitForClose();
  bool closed() const { return closed_; }

  // The error code and text of the GOAWAY, if one has come.
  const std::optional<std::string>& goaway() const { return goaway_; }
  // Frames that have arrived, by type.
  int Received(FrameType type) const;

 private:
  using Condition = std::function<bool()>;

  bool ReadUntil(const Condition& condition);
  // Waits until the socket can be used so, at most that long; false if it cannot.
  bool Poll(short events, int milliseconds) const;  // NOLINT(runtime/int)
  void ReadSome();
  void Take(Frame frame);
  void Inflate(const std::string& block, HeaderList* headers);

  const int socket_;
  nghttp2_hd_inflater* inflater_ = nullptr;
  bool closed_ = false;
  uint32_t next_stream_ = 1;
  // What the gateway lets us send; of streams, what is added to the initial window.
  int64_t window_ = 65'535;
  int64_t initial_window_ = 65'535;
  std::map<uint32_t, int64_t> windows_;
  std::string received_;
  std::optional<std::string> goaway_;
  std::map<uint32_t, StreamReply> replies_;
  std::map<FrameType, int> counts_;
  std::function<void(const Frame&)> on_frame_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_HOSTILE_ATTACKER_H_
