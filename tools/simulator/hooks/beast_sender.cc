// One HTTP/1.1 request at a time on each connection, by Boost.Beast.
#include "tools/simulator/hooks/beast_sender.h"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/simulator/hooks/hook_url.h"

namespace smartcar_simulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

constexpr size_t kMostIdle = 256;  // connections to one place that are kept
constexpr size_t kMostAnswerBytes = 64 << 10;

bool IsAddress(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

struct BeastSender::Connection {
  explicit Connection(asio::io_context& io) : socket(io) {}

  void Close() {
    error_code ignored;
    socket.close(ignored);
  }

  tcp::socket socket;
  std::optional<ssl::context> context;
  std::optional<ssl::stream<tcp::socket&>> tls;
  beast::flat_buffer buffer;
};

class BeastSender::Pool {
 public:
  explicit Pool(std::string ca_file) : ca_file(std::move(ca_file)) {}

  // Null when none is open.
  std::unique_ptr<Connection> Take(const std::string& place) {
    auto& idle = idle_[place];
    if (idle.empty()) return nullptr;
    std::unique_ptr<Connection> connection = std::move(idle.back());
    idle.pop_back();
    return connection;
  }

  void Give(const std::string& place, std::unique_ptr<Connection> connection) {
    auto& idle = idle_[place];
    if (idle.size() < kMostIdle) idle.push_back(std::move(connection));
  }

  const std::string ca_file;

 private:
  std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

// One post, from the search for a connection to the answer. Its handlers keep it alive.
class BeastSender::Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::io_context& io, std::shared_ptr<Pool> pool, HookPost post,
           std::function<void(HookAnswer)> done)
      : io_(io),
        pool_(std::move(pool)),
        post_(std::move(post)),
        done_(std::move(done)),
        timer_(io),
        resolver_(io) {}

  void Begin() {
    const std::optional<HookUrl> url = ParseHookUrl(post_.url);
    if (!url) return Fail("not a URL of http or https");
    url_ = *url;
    place_ = absl::StrCat(url_.tls ? "https" : "http", "://", url_.authority);
    timer_.expires_after(absl::ToChronoNanoseconds(post_.timeout));
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->Fail("no answer in time");
    });
    FillRequest();
    if (!post_.fresh_connection) connection_ = pool_->Take(place_);
    reused_ = connection_ != nullptr;
    if (reused_) return Write();
    Connect();
  }

 private:
  void FillRequest() {
    request_.method(http::verb::post);
    request_.target(url_.target);
    request_.version(11);
    request_.set(http::field::host, url_.authority);
    for (const auto& [name, value] : post_.headers) request_.set(name, value);
    request_.body() = std::move(post_.body);
    request_.prepare_payload();
  }

  void Connect() {
    connection_ = std::make_unique<Connection>(io_);
    resolver_.async_resolve(url_.host, url_.port,
                            [self = shared_from_this()](error_code error, auto endpoints) {
                              if (self->finished_) return;
                              if (error) return self->Fail("resolve: " + error.message());
                              self->ConnectTo(endpoints);
                            });
  }

  void ConnectTo(const tcp::resolver::results_type& endpoints) {
    asio::async_connect(connection_->socket, endpoints,
                        [self = shared_from_this()](error_code error, const tcp::endpoint&) {
                          if (self->finished_) return;
                          if (error) return self->Fail("connect: " + error.message());
                          error_code ignored;
                          self->connection_->socket.set_option(tcp::no_delay(true), ignored);
                          self->url_.tls ? self->Handshake() : self->Write();
                        });
  }

  void Handshake() {
    error_code error;
    connection_->context.emplace(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(connection_->context->native_handle(), TLS1_2_VERSION);
    if (pool_->ca_file.empty()) {
      connection_->context->set_default_verify_paths(error);
    } else {
      connection_->context->load_verify_file(pool_->ca_file, error);
    }
    if (error) return Fail("the authorities to trust cannot be read: " + error.message());
    connection_->context->set_verify_mode(ssl::verify_peer);
    connection_->tls.emplace(connection_->socket, *connection_->context);
    connection_->tls->set_verify_callback(ssl::host_name_verification(url_.host));
    if (!IsAddress(url_.host)) {
      SSL_set_tlsext_host_name(connection_->tls->native_handle(), url_.host.c_str());
    }
    connection_->tls->async_handshake(ssl::stream_base::client,
                                      [self = shared_from_this()](error_code error) {
                                        if (self->finished_) return;
                                        if (error)
                                          return self->Fail("TLS handshake: " + error.message());
                                        self->Write();
                                      });
  }

  // `operation` on whichever stream is in use.
  template <typename Operation>
  void OnStream(Operation operation) {
    connection_->tls ? operation(*connection_->tls) : operation(connection_->socket);
  }

  void Write() {
    OnStream([this](auto& stream) {
      http::async_write(stream, request_, [self = shared_from_this()](error_code error, size_t) {
        if (self->finished_) return;
        // A receiver that refuses a body may answer and close before it has read all of it.
        if (error) self->write_error_ = error.message();
        self->Read();
      });
    });
  }

  void Read() {
    parser_.emplace();
    parser_->body_limit(kMostAnswerBytes);
    OnStream([this](auto& stream) {
      http::async_read(stream, connection_->buffer, *parser_,
                       [self = shared_from_this()](error_code error, size_t bytes) {
                         if (!self->finished_) self->Answered(error, bytes);
                       });
    });
  }

  void Answered(error_code error, size_t bytes) {
    if (error) {
      // The receiver may have closed the connection while nobody used it: then it has seen nothing.
      if (reused_ && bytes == 0 && !parser_->got_some()) {
        reused_ = false;
        write_error_.clear();
        return Connect();
      }
      return Fail(write_error_.empty() ? "answer: " + error.message() : "write: " + write_error_);
    }
    HookAnswer answer;
    answer.status = parser_->get().result_int();
    answer.body = parser_->get().body();
    if (parser_->get().keep_alive() && write_error_.empty() && !post_.fresh_connection) {
      pool_->Give(place_, std::move(connection_));
    }
    Finish(std::move(answer));
  }

  void Fail(std::string error) {
    HookAnswer answer;
    answer.error = std::move(error);
    Finish(std::move(answer));
  }

  void Finish(HookAnswer answer) {
    if (finished_) return;
    finished_ = true;
    timer_.cancel();
    resolver_.cancel();
    if (connection_ != nullptr) connection_->Close();
    // Never within Post.
    asio::post(io_, [self = shared_from_this(), answer = std::move(answer)]() mutable {
      self->done_(std::move(answer));
    });
  }

  asio::io_context& io_;
  const std::shared_ptr<Pool> pool_;
  HookPost post_;
  const std::function<void(HookAnswer)> done_;
  asio::steady_timer timer_;
  tcp::resolver resolver_;
  HookUrl url_;
  std::string place_;
  http::request<http::string_body> request_;
  std::optional<http::response_parser<http::string_body>> parser_;
  std::unique_ptr<Connection> connection_;
  bool reused_ = false;
  bool finished_ = false;
  std::string write_error_;
};

BeastSender::BeastSender(asio::io_context& io, std::string ca_file)
    : io_(io), pool_(std::make_shared<Pool>(std::move(ca_file))) {}

BeastSender::~BeastSender() = default;

void BeastSender::Post(HookPost post, std::function<void(HookAnswer)> done) {
  std::make_shared<Exchange>(io_, pool_, std::move(post), std::move(done))->Begin();
}

}  // namespace smartcar_simulator
