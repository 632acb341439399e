// Acceptor: the sockets that callers connect to.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/listener/descriptor.h"

namespace smartcar_gateway {

// Accepts connections, on a thread of its own, and hands them on. gRPC 1.51 could do that itself,
// but it never accepts again once the process has had no file descriptor left for a connection.
// This one closes the connections that would use up the last descriptors, which the calls to
// Smartcar and files need, and goes on. Thread-safe.
class Acceptor {
 public:
  // Takes over a connected non-blocking socket. Runs on the acceptor's thread.
  using OnConnection = std::function<void(int socket)>;
  // Connections are being refused; `limit`: descriptors that the process may have. At most once a
  // minute, on the acceptor's thread.
  using OnFull = std::function<void(int limit)>;

  // Binds to a legal `host:port`; 0.0.0.0 means every IPv4 address, [::] every address. Raises the
  // process's limit of open files as far as it may. INVALID_ARGUMENT or UNAVAILABLE if the address
  // cannot be had.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Bind(const std::string& address,
                                                        const Clock& clock, OnFull on_full);
  ~Acceptor() { Stop(); }

  int port() const { return port_; }

  // Once. Until then, callers wait.
  void Start(OnConnection on_connection);
  // Returns when `on_connection` does not run any more and the sockets are closed. Idempotent; not
  // to be called by two threads at once.
  void Stop();

 private:
  Acceptor(std::vector<Descriptor> sockets, int port, Descriptor stop, const Clock& clock,
           OnFull on_full);

  void Loop();
  // False if there was none.
  bool AcceptOne(int listening);
  void Refuse(int limit);

  std::vector<Descriptor> sockets_;
  const int port_;
  const Descriptor stop_;  // an eventfd
  const Clock& clock_;
  const OnFull on_full_;
  OnConnection on_connection_;
  absl::Time told_ = absl::InfinitePast();  // that it is full; the thread's own
  std::thread thread_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_
