// Accepting connections with poll.
#include "server/listener/acceptor.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/listener/resolve.h"

namespace smartcar_gateway {
namespace {

// Descriptors that callers cannot use up, if the process may have that many.
constexpr int kSpareDescriptors = 64;
// Connections taken from one socket before the others get a turn.
constexpr int kConnectionsInARow = 64;
// After a failure that would come back at once.
constexpr int kPauseMs = 100;
constexpr absl::Duration kBetweenComplaints = absl::Minutes(1);

std::string LastError() { return std::generic_category().message(errno); }

void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Descriptors that the process may have.
int FileLimit() {
  constexpr rlim_t kMost = 1 << 30;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return static_cast<int>(kMost);
  return static_cast<int>(std::min(limit.rlim_cur, kMost));
}

int PortOf(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

// With the failure in errno.
Descriptor ListenOn(const SocketAddress& address) {
  Descriptor socket(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (socket.get() < 0) return socket;
  const int on = 1;
  const int off = 0;
  // Not SO_REUSEPORT: two gateways on one port would share the calls by chance; the second must
  // fail instead.
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (address.storage.ss_family == AF_INET6) {
    setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
  }
  if (bind(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      listen(socket.get(), SOMAXCONN) != 0) {
    const int error = errno;
    socket = Descriptor();
    errno = error;
  }
  return socket;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Bind(const std::string& address,
                                                         const Clock& clock, OnFull on_full) {
  RaiseFileLimit();
  const std::vector<SocketAddress> resolved = ResolveListenAddress(address);
  if (resolved.empty()) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", address, ": the name is not known here"));
  }
  std::vector<Descriptor> sockets;
  int port = 0;
  std::string failure;
  for (SocketAddress one : resolved) {
    if (port != 0) SetPort(port, &one);
    Descriptor socket = ListenOn(one);
    if (socket.get() >= 0) {
      if (port == 0) port = PortOf(socket.get());
      sockets.push_back(std::move(socket));
      continue;
    }
    failure = LastError();
    // A name may stand for an address that this machine does not have, but a port that is taken at
    // one of its addresses is not this gateway's.
    if (errno == EADDRINUSE) sockets.clear();
    if (errno == EADDRINUSE) break;
  }
  Descriptor stop(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (sockets.empty() || stop.get() < 0) {
    return absl::UnavailableError(absl::StrCat(
        "cannot listen on ", address, " (", failure,
        "): is the address one of this machine, and is no other program using the port?"));
  }
  return std::unique_ptr<Acceptor>(
      new Acceptor(std::move(sockets), port, std::move(stop), clock, std::move(on_full)));
}

Acceptor::Acceptor(std::vector<Descriptor> sockets, int port, Descriptor stop, const Clock& clock,
                   OnFull on_full)
    : sockets_(std::move(sockets)),
      port_(port),
      stop_(std::move(stop)),
      clock_(clock),
      on_full_(std::move(on_full)) {}

void Acceptor::Start(OnConnection on_connection) {
  on_connection_ = std::move(on_connection);
  thread_ = std::thread([this] { Loop(); });
}

void Acceptor::Stop() {
  const uint64_t one = 1;
  if (thread_.joinable() && write(stop_.get(), &one, sizeof(one)) > 0) thread_.join();
  sockets_.clear();
}

void Acceptor::Loop() {
  std::vector<pollfd> ready;
  for (const Descriptor& socket : sockets_) ready.push_back({socket.get(), POLLIN, 0});
  ready.push_back({stop_.get(), POLLIN, 0});
  pollfd& stop = ready.back();
  for (;;) {
    if (poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR) return;
    if (stop.revents != 0) return;
    for (size_t i = 0; i + 1 < ready.size(); ++i) {
      if (ready[i].revents == 0) continue;
      for (int n = 0; n < kConnectionsInARow && AcceptOne(ready[i].fd); ++n) continue;
    }
  }
}

bool Acceptor::AcceptOne(int listening) {
  Descriptor socket(accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  const int limit = FileLimit();
  if (socket.get() < 0) {
    if (errno == EAGAIN) return false;
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      Refuse(limit);
      // Whoever waits is still there, so that poll would return at once.
      pollfd stop{stop_.get(), POLLIN, 0};
      poll(&stop, 1, kPauseMs);
      return false;
    }
    return true;  // this one connection was lost, or a signal came
  }
  // The lowest free number is given out, so a high one means that few are left.
  if (socket.get() >= limit - std::min(kSpareDescriptors, limit / 4)) {
    Refuse(limit);
    return true;
  }
  const int on = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  on_connection_(socket.Release());
  return true;
}

void Acceptor::Refuse(int limit) {
  const absl::Time now = clock_.Now();
  if (now < told_ + kBetweenComplaints) return;
  told_ = now;
  on_full_(limit);
}

}  // namespace smartcar_gateway
