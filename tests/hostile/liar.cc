// The liar's sockets.
#include "tests/hostile/liar.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/process.h"

namespace smartcar_gateway {
namespace {

void Must(bool succeeded, const char* what) {
  if (!succeeded) Die(absl::StrCat("the liar cannot ", what));
}

int Choose(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char*, unsigned,
           void* alpn) {
  const auto* name = static_cast<const std::string*>(alpn);
  if (name->empty()) return SSL_TLSEXT_ERR_NOACK;
  *chosen = reinterpret_cast<const unsigned char*>(name->data());
  *size = static_cast<unsigned char>(name->size());
  return SSL_TLSEXT_ERR_OK;
}

SSL_CTX* NewContext(const Liar::Options& options) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  // Old versions have only ciphers that are too weak for the usual level.
  SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, options.max_version);
  const std::unique_ptr<BIO, decltype(&BIO_free)> certificate(
      BIO_new_mem_buf(options.certificate.certificate.data(), -1), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr), X509_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> pem(
      BIO_new_mem_buf(options.certificate.key.data(), -1), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  Must(x509 != nullptr && key != nullptr && SSL_CTX_use_certificate(context, x509.get()) == 1 &&
           SSL_CTX_use_PrivateKey(context, key.get()) == 1,
       "use its certificate");
  return context;
}

}  // namespace

std::string Conversation::ReadSome() {
  char buffer[16'384];
  const int count = SSL_read(ssl_, buffer, sizeof(buffer));
  return count > 0 ? std::string(buffer, count) : "";
}

std::string Conversation::ReadRequest() {
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos) {
    const std::string some = ReadSome();
    if (some.empty()) break;
    request += some;
  }
  return request;
}

bool Conversation::Write(std::string_view bytes) {
  return bytes.empty() || SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
}

int Conversation::Repeat(std::string_view bytes, int times) {
  int said = 0;
  while (said < times && Write(bytes)) ++said;
  return said;
}

Liar::Identity::Identity(const Options& options)
    : context(NewContext(options)), alpn(options.alpn) {
  SSL_CTX_set_alpn_select_cb(context, Choose, const_cast<std::string*>(&alpn));
}

Liar::Liar(const Options& options, Script script)
    : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      identity_(std::make_shared<Identity>(options)),
      script_(std::move(script)) {
  // OpenSSL writes to sockets whose other end may be gone.
  signal(SIGPIPE, SIG_IGN);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Must(bind(listener_, generic, size) == 0 && listen(listener_, SOMAXCONN) == 0 &&
           getsockname(listener_, generic, &size) == 0,
       "listen");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

Liar::~Liar() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    for (const int connection : open_) shutdown(connection, SHUT_RDWR);
  }
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (std::thread& thread : threads_) thread.join();
  for (const int connection : open_) close(connection);
}

void Liar::SetScript(Script script) {
  const std::lock_guard<std::mutex> lock(mutex_);
  script_ = std::move(script);
}

void Liar::Present(const Options& options) {
  auto identity = std::make_shared<Identity>(options);
  const std::lock_guard<std::mutex> lock(mutex_);
  identity_ = std::move(identity);
}

std::string Liar::base_url() const { return absl::StrCat("https://127.0.0.1:", port_); }

void Liar::Accept() {
  for (;;) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (connection < 0 || stopped_) {
      if (connection >= 0) close(connection);
      return;
    }
    ++connections_;
    open_.push_back(connection);
    threads_.emplace_back([this, connection] { Serve(connection); });
  }
}

void Liar::Serve(int connection) {
  std::shared_ptr<const Identity> identity;
  Script script;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    identity = identity_;
    script = script_;
  }
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(identity->context), SSL_free);
  SSL_set_fd(ssl.get(), connection);
  if (SSL_accept(ssl.get()) == 1) {
    ++handshakes_;
    Conversation conversation(ssl.get());
    script(conversation);
    SSL_shutdown(ssl.get());
  }
  // The number stays taken until the liar is gone, so that no other socket is shut down by mistake.
  shutdown(connection, SHUT_RDWR);
}

std::string HttpReply(const std::string& headers, const std::string& body,
                      const std::string& status_line) {
  return absl::StrCat(status_line, "\r\n", headers, "content-length: ", body.size(),
                      "\r\nconnection: close\r\n\r\n", body);
}

void TellTheTruth(Conversation& gateway) {
  constexpr char kVehicle[] =
      R"({"data":{"id":"a","type":"vehicle","attributes":{"make":"KIA","model":"EV6","year":2024}}})";
  gateway.ReadRequest();
  gateway.Write(HttpReply("content-type: application/json\r\n", kVehicle));
}

}  // namespace smartcar_gateway
