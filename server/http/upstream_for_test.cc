// Implementation of the tests' upstreams.
#include "server/http/upstream_for_test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <fstream>
#include <future>

#include "gtest/gtest.h"

namespace smartcar_gateway {

HttpTransport::Done Reception::Done() {
  return [state = state_](HttpResult result) {
    std::lock_guard<std::mutex> lock(state->mutex);
    ++state->count;
    state->result = std::move(result);
    state->changed.notify_all();
  };
}

HttpResult& Reception::Wait() {
  std::unique_lock<std::mutex> lock(state_->mutex);
  if (!state_->changed.wait_for(lock, kPatience, [this] { return state_->result.has_value(); })) {
    ADD_FAILURE() << "no result came";
    state_->result.emplace();
  }
  return *state_->result;
}

bool Reception::arrived() const { return count() > 0; }

int Reception::count() const {
  std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->count;
}

HttpResult Fetch(HttpTransport& transport, HttpRequest request) {
  Reception reception;
  transport.Start(std::move(request), std::make_shared<Cancellation>(), reception.Done());
  return std::move(reception.Wait());
}

TlsUpstream::TlsUpstream(Options options) : work_(io_.get_executor()) {
  handler_ = [](const smartcar_simulator::Request&, const Responder& responder) {
    responder->Send({200, {}, "ok"});
  };
  const smartcar_simulator::CertificateSet certificates =
      smartcar_simulator::MakeCertificates(options.dns_names, options.ip_addresses);
  smartcar_simulator::ServerOptions server_options;
  server_options.certificate_pem = certificates.certificate_pem;
  server_options.private_key_pem = certificates.private_key_pem;
  server_options.enable_http2 = options.http2;
  std::string error;
  server_ = smartcar_simulator::HttpServer::Listen(
      io_, server_options,
      [this](smartcar_simulator::Request request, Responder responder) {
        OnRequest(std::move(request), std::move(responder));
      },
      &error);
  if (server_ == nullptr) {
    ADD_FAILURE() << error;
    return;
  }
  port_ = server_->port();
  ca_file_ = WriteTestFile("ca_" + std::to_string(port_) + ".pem", certificates.ca_pem);
  thread_ = std::thread([this] { io_.run(); });
}

TlsUpstream::~TlsUpstream() {
  if (!thread_.joinable()) return;
  RunOnLoop([this] {
    held_.clear();
    server_->Stop();
  });
  work_.reset();
  thread_.join();
}

void TlsUpstream::SetHandler(Handler handler) {
  std::lock_guard<std::mutex> lock(mutex_);
  handler_ = std::move(handler);
}

void TlsUpstream::Hold() {
  SetHandler([this](const smartcar_simulator::Request&, const Responder& responder) {
    responder->OnPeerGone([this] {
      std::lock_guard<std::mutex> lock(mutex_);
      ++gone_;
      changed_.notify_all();
    });
    held_.push_back(responder);
  });
}

void TlsUpstream::AnswerHeld() {
  RunOnLoop([this] {
    for (const Responder& responder : held_) responder->Send({200, {}, "ok"});
    held_.clear();
  });
}

void TlsUpstream::WaitForRequests(size_t count) {
  std::unique_lock<std::mutex> lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return requests_.size() >= count; }))
      << "only " << requests_.size() << " of " << count << " requests came";
}

void TlsUpstream::WaitForGone(size_t count) {
  std::unique_lock<std::mutex> lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, kPatience, [&] { return gone_ >= count; }))
      << "only " << gone_ << " of " << count << " requests were given up";
}

std::vector<smartcar_simulator::Request> TlsUpstream::requests() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return requests_;
}

size_t TlsUpstream::connections() const {
  std::set<uint64_t> ids;
  for (const smartcar_simulator::Request& request : requests()) ids.insert(request.connection_id);
  return ids.size();
}

std::string TlsUpstream::Url(const std::string& path) const {
  return "https://127.0.0.1:" + std::to_string(port_) + path;
}

void TlsUpstream::OnRequest(smartcar_simulator::Request request, Responder responder) {
  Handler handler;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    requests_.push_back(request);
    handler = handler_;
  }
  handler(request, responder);
  changed_.notify_all();
}

void TlsUpstream::RunOnLoop(std::function<void()> task) {
  std::promise<void> ran;
  boost::asio::post(io_, [&] {
    task();
    ran.set_value();
  });
  ran.get_future().wait();
}

PlainUpstream::PlainUpstream(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  stop_ = eventfd(0, EFD_CLOEXEC);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(listener_, 16), 0);
  EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Run(); });
}

PlainUpstream::~PlainUpstream() {
  const uint64_t one = 1;
  EXPECT_EQ(write(stop_, &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
  thread_.join();
  close(listener_);
  close(stop_);
}

std::string PlainUpstream::Url(const std::string& path, const std::string& scheme) const {
  return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
}

std::string PlainUpstream::received() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return received_;
}

void PlainUpstream::Run() {
  for (size_t served = 0;; ++served) {
    pollfd files[] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
    if (poll(files, 2, -1) < 0 || files[1].revents != 0) return;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (served < scripts_.size()) {
      Serve(connection, scripts_[served]);
    } else {
      std::string ignored;
      while (ReadSome(connection, &ignored)) {
      }
    }
    close(connection);
  }
}

void PlainUpstream::Serve(int connection, const Script& script) {
  std::string text;
  size_t parsed = 0;
  for (const std::string& reply : script) {
    size_t end = text.find("\r\n\r\n", parsed);
    while (end == std::string::npos) {
      if (!ReadSome(connection, &text)) return;
      end = text.find("\r\n\r\n", parsed);
    }
    parsed = end + 4;
    send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
  }
}

bool PlainUpstream::ReadSome(int connection, std::string* text) {
  pollfd files[] = {{connection, POLLIN, 0}, {stop_, POLLIN, 0}};
  if (poll(files, 2, -1) < 0 || files[1].revents != 0) return false;
  char buffer[4096];
  const ssize_t count = recv(connection, buffer, sizeof(buffer), 0);
  if (count <= 0) return false;
  text->append(buffer, count);
  std::lock_guard<std::mutex> lock(mutex_);
  received_.append(buffer, count);
  return true;
}

std::unique_ptr<CurlTransport> MakeTransport(CurlTransportOptions options, const Clock& clock) {
  auto transport = CurlTransport::Create(std::move(options), clock);
  EXPECT_TRUE(transport.ok()) << transport.status();
  return *std::move(transport);
}

std::unique_ptr<CurlTransport> TransportFor(const TlsUpstream& upstream,
                                            CurlTransportOptions options, const Clock& clock) {
  options.ca_file = upstream.ca_file();
  return MakeTransport(std::move(options), clock);
}

std::unique_ptr<CurlTransport> PlainTransport() {
  CurlTransportOptions options;
  options.allow_insecure_loopback = true;
  return MakeTransport(std::move(options));
}

HttpRequest Get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

HttpRequest Command(std::string url, std::string body) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = std::move(url);
  request.body = std::move(body);
  request.replay = Replay::kOnce;
  return request;
}

std::string AtPort(uint16_t port) { return " (127.0.0.1:" + std::to_string(port) + ")"; }

uint16_t UnusedPort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

std::string WriteTestFile(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

}  // namespace smartcar_gateway
