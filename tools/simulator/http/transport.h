// A connected byte stream, as the two protocol engines see it.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TRANSPORT_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TRANSPORT_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace smartcar_simulator {

// One thread. At most one Read and one Write are pending at a time; callbacks never run inside the
// call that was given them, and each runs exactly once unless the event loop is destroyed first.
class Transport {
 public:
  virtual ~Transport() = default;

  virtual uint64_t id() const = 0;

  // `buffer` must live until `done`. Zero bytes mean that the stream has ended or failed.
  virtual void Read(char* buffer, size_t size, std::function<void(size_t bytes)> done) = 0;

  // Writes all of `data`, which must live unchanged until `done`.
  virtual void Write(const std::string& data, std::function<void(bool ok)> done) = 0;

  // Orderly end: close_notify, FIN, and a short wait so that the peer can read what was written.
  virtual void Close() = 0;

  // Abortive end: TCP RST now.
  virtual void Reset() = 0;

  // Runs `task` soon, after what is ready now.
  virtual void Post(std::function<void()> task) = 0;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_TRANSPORT_H_
