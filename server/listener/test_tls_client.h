// A TLS client that shows what a handshake came to, for tests.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_TLS_CLIENT_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_TLS_CLIENT_H_

#include <string>
#include <vector>

#include "server/listener/test_certificates.h"

namespace smartcar_gateway {

struct TlsHandshake {
  // OpenSSL's text for what ended the handshake, such as "tlsv1 alert protocol version"; empty if
  // it succeeded.
  std::string failure;
  std::string version;  // "TLSv1.3"
  std::string alpn;     // what the server chose; empty: nothing
  std::string subject;  // "CN=…" of the server's certificate
  std::string bytes;    // what the server sent first, if `read` was asked for
};

struct TlsClientOptions {
  int version = 0;  // TLS1_1_VERSION and so on, of OpenSSL; 0: any
  std::vector<std::string> alpn = {"h2"};
  CertificateAndKey own;  // empty: none
  // Waits for bytes after the handshake. TLS 1.3 tells a client only then that it is refused.
  bool read = false;
};

// Connects to "127.0.0.1:PORT" with blocking calls, trusting whoever answers, and hangs up.
TlsHandshake ShakeHands(const std::string& address, const TlsClientOptions& options = {});

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_TLS_CLIENT_H_
