// Acceptor: the listening sockets, and how many connections there may be.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/listener/memory_guard.h"

namespace smartcar_gateway {

// Accepts connections on a thread of its own and hands them over. gRPC 1.51 could do that itself,
// but never accepts again once the process was out of file descriptors (CVE-2023-4785), and knows
// no limit. Here a connection beyond the limit is closed at once, and one for which there is no
// descriptor waits.
//
//   auto acceptor = Acceptor::Listen({"127.0.0.1:0"}, {});
//   (*acceptor)->Start([](int listener, int connection) { … });
class Acceptor {
 public:
  struct Options {
    // Whoever gets a connection closes it; the acceptor sees that by itself.
    size_t max_connections = 10'000;
    // Told on the acceptor's thread that callers are turned away or kept waiting, and what to do
    // about it; at most once a minute.
    std::function<void(absl::string_view)> on_trouble = [](absl::string_view) {};
    // Above it, the connections that have sent the most lately are ended (MemoryGuard).
    size_t max_memory = std::numeric_limits<size_t>::max();
    std::function<size_t(size_t enough)> memory_in_use = MemoryInUse;
    const Clock* clock = &RealClock();
  };
  // Gets the listening socket, which it only looks at, and the connection, which it owns.
  using OnConnection = std::function<void(int listener, int connection)>;

  // Binds numeric addresses, `a.b.c.d:port` or `[IPv6]:port`; with port 0 all get the one that the
  // system chooses for the first. UNAVAILABLE if any cannot be had, but for those that are none of
  // this machine's beside one that is. Callers can connect from now on, and wait until Start.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(const std::vector<std::string>& addresses,
                                                          Options options);
  // Stops.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  int port() const { return port_; }

  // Once. `on_connection` is called on the acceptor's thread, one connection after the other.
  void Start(OnConnection on_connection);
  // No connection is handed over once it returns, and no caller can connect.
  void Stop();

 private:
  explicit Acceptor(Options options);

  // NOT_FOUND: no address of this machine.
  absl::Status Bind(const std::string& address);
  void Run();
  // False when none is left, or there is no descriptor for it.
  bool AcceptOne(int listener);
  bool MayHaveOneMore();
  void ForgetClosed();
  void GuardMemory();
  void Complain(absl::string_view what);

  const Options options_;
  int port_ = 0;
  int stop_;  // an eventfd
  std::vector<int> listeners_;
  std::thread thread_;

  // Below: used by the thread alone.
  OnConnection on_connection_;
  bool out_of_descriptors_ = false;
  // Connections that were not closed when last looked at: a descriptor may have become another
  // file's since, which its inode shows.
  std::unordered_map<int, ino_t> open_;
  MemoryGuard guard_;
  absl::Time guarded_ = absl::InfinitePast();
  absl::Time looked_ = absl::InfinitePast();  // for closed ones, in vain
  absl::Time complained_ = absl::InfinitePast();
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_ACCEPTOR_H_
