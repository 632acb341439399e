// Listening and accepting.
#include "server/listener/acceptor.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace smartcar_gateway {
namespace {

// How long callers wait before it is tried again to find a descriptor for them.
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr absl::Duration kBetweenComplaints = absl::Minutes(1);

// Whether `then` is at most `pause` ago. Not if the clock has been set back.
bool IsWithin(absl::Duration pause, absl::Time then, absl::Time now) {
  return then <= now && now < then + pause;
}

// 0: not an open file.
ino_t Inode(int descriptor) {
  struct stat info {};
  return fstat(descriptor, &info) == 0 ? info.st_ino : 0;
}

std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> Parse(absl::string_view address, int port) {
  const size_t colon = address.rfind(':');
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  const std::string service =
      port == 0 ? std::string(address.substr(colon + 1)) : absl::StrCat(port);
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(std::string(host).c_str(), service.c_str(), &wanted, &found) != 0) {
    found = nullptr;
  }
  return {found, freeaddrinfo};
}

int PortOf(int listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                                             : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(
    const std::vector<std::string>& addresses, Options options) {
  std::unique_ptr<Acceptor> acceptor(new Acceptor(std::move(options)));
  absl::Status bound = absl::UnavailableError("no address to listen on");
  for (const std::string& address : addresses) {
    bound = acceptor->Bind(address);
    // A name such as localhost may stand for ::1 also where there is no IPv6.
    if (!bound.ok() && !absl::IsNotFound(bound)) return bound;
  }
  if (acceptor->listeners_.empty()) return absl::UnavailableError(bound.message());
  return acceptor;
}

Acceptor::Acceptor(Options options)
    : options_(std::move(options)),
      stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      guard_(options_.max_memory) {}

Acceptor::~Acceptor() {
  Stop();
  close(stop_);
}

absl::Status Acceptor::Bind(const std::string& address) {
  const auto parsed = Parse(address, port_);
  if (parsed == nullptr) return absl::UnavailableError(absl::StrCat(address, " is no address"));
  const int listener =
      socket(parsed->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
  const int on = 1;
  // Connections inherit the second: an answer does not wait for the caller's acknowledgements.
  if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
      setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0 ||
      bind(listener, parsed->ai_addr, parsed->ai_addrlen) != 0 ||
      listen(listener, SOMAXCONN) != 0) {
    const bool not_here = errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT;
    const std::string failure = absl::StrCat(address, ": ", std::strerror(errno));
    if (listener >= 0) close(listener);
    return not_here ? absl::NotFoundError(failure) : absl::UnavailableError(failure);
  }
  listeners_.push_back(listener);
  if (port_ == 0) port_ = PortOf(listener);
  return absl::OkStatus();
}

void Acceptor::Start(OnConnection on_connection) {
  on_connection_ = std::move(on_connection);
  thread_ = std::thread([this] { Run(); });
}

void Acceptor::Stop() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    static_cast<void>(!write(stop_, &one, sizeof(one)));
    thread_.join();
  }
  for (const int listener : listeners_) close(listener);
  listeners_.clear();
}

void Acceptor::Run() {
  std::vector<pollfd> polled;
  for (const int listener : listeners_) polled.push_back({listener, POLLIN, 0});
  polled.push_back({stop_, POLLIN, 0});
  pollfd& stop = polled.back();
  while (stop.revents == 0) {
    const int pause = static_cast<int>(absl::ToInt64Milliseconds(kPause));
    GuardMemory();
    if (out_of_descriptors_) {
      // Looking at the listeners would end the wait at once.
      poll(&stop, 1, pause);
      out_of_descriptors_ = false;
    } else if (poll(polled.data(), polled.size(), pause) < 0) {
      stop.revents = 0;
      continue;
    }
    for (const int listener : listeners_) {
      while (stop.revents == 0 && AcceptOne(listener)) poll(&stop, 1, 0);
    }
  }
}

bool Acceptor::AcceptOne(int listener) {
  const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (connection < 0) {
    // The others are about one connection, which is gone, or say that there is none.
    out_of_descriptors_ = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (out_of_descriptors_) {
      Complain(absl::StrCat("callers wait to be connected (", std::strerror(errno),
                            "): raise the limit of open files of the gateway, or find out who "
                            "opens so many connections"));
    }
    return errno == ECONNABORTED || errno == EINTR || errno == EPROTO;
  }
  if (!MayHaveOneMore()) {
    close(connection);
    Complain(absl::StrCat("callers are turned away: there are ", options_.max_connections,
                          " connections, as many as may be; raise server.max_connections and the "
                          "limit of open files, or find out who opens so many"));
    return true;
  }
  open_[connection] = Inode(connection);
  on_connection_(listener, connection);
  return true;
}

bool Acceptor::MayHaveOneMore() {
  if (open_.size() < options_.max_connections) return true;
  // Thousands of looks for each who is turned away would be an attack of their own.
  const absl::Time now = options_.clock->Now();
  if (IsWithin(kPause, looked_, now)) return false;
  ForgetClosed();
  if (open_.size() < options_.max_connections) return true;
  looked_ = now;
  return false;
}

void Acceptor::ForgetClosed() {
  for (auto it = open_.begin(); it != open_.end();) {
    it = Inode(it->first) == it->second ? std::next(it) : open_.erase(it);
  }
}

void Acceptor::GuardMemory() {
  const absl::Time now = options_.clock->Now();
  if (IsWithin(kPause, guarded_, now)) return;
  guarded_ = now;
  const size_t memory = options_.memory_in_use(guard_.calm_below());
  MemoryGuard::Traffic traffic;
  if (memory >= guard_.calm_below()) {
    ForgetClosed();
    for (const auto& one : open_) traffic[one.first] = BytesReceived(one.first);
  }
  const std::vector<int> worst = guard_.Judge(memory, traffic);
  if (worst.empty()) return;
  for (const int connection : worst) {
    // It may have been closed meanwhile, and its number be another's.
    if (Inode(connection) == open_[connection]) shutdown(connection, SHUT_RDWR);
  }
  Complain(absl::StrCat("connections of callers are ended (", worst.size(),
                        " now), those that sent the most: the gateway holds ", memory >> 20,
                        " MiB; find out who sends so much, or raise "
                        "server.max_connection_memory_bytes if it is meant"));
}

void Acceptor::Complain(absl::string_view what) {
  const absl::Time now = options_.clock->Now();
  if (IsWithin(kBetweenComplaints, complained_, now)) return;
  complained_ = now;
  options_.on_trouble(what);
}

}  // namespace smartcar_gateway
