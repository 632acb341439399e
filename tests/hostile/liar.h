// An upstream that says whatever a test likes, over TLS with whatever certificate it likes.
#ifndef SMARTCAR_GATEWAY_TESTS_HOSTILE_LIAR_H_
#define SMARTCAR_GATEWAY_TESTS_HOSTILE_LIAR_H_

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/listener/test_certificates.h"

namespace smartcar_gateway {

// One connection of the gateway, after the handshake. Used by the thread that serves it.
class Conversation {
 public:
  explicit Conversation(SSL* ssl) : ssl_(ssl) {}

  // The next request, to its blank line; what came if the gateway hangs up before.
  std::string ReadRequest();
  // Some bytes; empty if the gateway has hung up.
  std::string ReadSome();
  // False if the gateway has hung up.
  bool Write(std::string_view bytes);
  // Says the same again and again until the gateway hangs up, or that many times; how often it was
  // said.
  int Repeat(std::string_view bytes, int times);

 private:
  SSL* const ssl_;
};

// Listens on a port of 127.0.0.1. Each connection has a thread, on which the script of the time
// runs; when it returns, the connection is closed. Thread-safe.
class Liar {
 public:
  struct Options {
    CertificateAndKey certificate;
    int max_version = 0;            // TLS1_1_VERSION and so on; 0: any
    std::string alpn = "http/1.1";  // what it chooses, whatever the gateway offers
  };
  using Script = std::function<void(Conversation&)>;

  Liar(const Options& options, Script script);
  // Hangs up on everybody.
  ~Liar();
  Liar(const Liar&) = delete;
  Liar& operator=(const Liar&) = delete;

  // For connections from now on.
  void SetScript(Script script);
  void Present(const Options& options);

  std::string base_url() const;  // "https://127.0.0.1:PORT"
  // Connections that were made, and those of them whose handshake succeeded.
  int connections() const { return connections_; }
  int handshakes() const { return handshakes_; }

 private:
  // What a handshake needs.
  struct Identity {
    explicit Identity(const Options& options);
    ~Identity() { SSL_CTX_free(context); }
    Identity(const Identity&) = delete;

    SSL_CTX* const context;
    const std::string alpn;
  };

  void Accept();
  void Serve(int connection);

  const int listener_;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> handshakes_{0};
  std::mutex mutex_;
  std::shared_ptr<const Identity> identity_;
  Script script_;
  std::vector<int> open_;  // sockets of conversations, until the end of the liar
  std::vector<std::thread> threads_;
  bool stopped_ = false;
  std::thread acceptor_;
};

// A reply of HTTP/1.1 after which the connection is closed.
std::string HttpReply(const std::string& headers, const std::string& body,
                      const std::string& status_line = "HTTP/1.1 200 OK");

// The script of an upstream that does not lie: one vehicle is all it knows.
void TellTheTruth(Conversation& gateway);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_HOSTILE_LIAR_H_
