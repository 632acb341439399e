// The server's TLS settings.
#include "tools/simulator/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <string_view>

namespace smartcar_simulator {
namespace {

namespace ssl = boost::asio::ssl;

// The wire format of ALPN: each name after its length. In the server's order of preference.
constexpr std::string_view kHttp1 = "\x08http/1.1";
constexpr std::string_view kHttp2AndHttp1 = "\x02h2\x08http/1.1";

int SelectProtocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned int offered_size, void* ours) {
  const auto& names = *static_cast<const std::string_view*>(ours);
  unsigned char* selected = nullptr;
  const int result = SSL_select_next_proto(
      &selected, chosen_size, reinterpret_cast<const unsigned char*>(names.data()),
      static_cast<unsigned int>(names.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::unique_ptr<ssl::context> MakeTlsContext(const std::string& certificate_pem,
                                             const std::string& private_key_pem, bool enable_http2,
                                             std::string* error) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  boost::system::error_code code;
  context->use_certificate_chain(boost::asio::buffer(certificate_pem), code);
  if (code) {
    *error = "the server certificate is not a usable PEM certificate: " + code.message();
    return nullptr;
  }
  context->use_private_key(boost::asio::buffer(private_key_pem), ssl::context::pem, code);
  if (code || SSL_CTX_check_private_key(native) != 1) {
    ERR_clear_error();
    *error = "the private key is not a usable PEM key of the server certificate" +
             (code ? ": " + code.message() : "");
    return nullptr;
  }
  static const std::string_view with_http2 = kHttp2AndHttp1;
  static const std::string_view without_http2 = kHttp1;
  const std::string_view* const names = enable_http2 ? &with_http2 : &without_http2;
  SSL_CTX_set_alpn_select_cb(native, SelectProtocol, const_cast<std::string_view*>(names));
  return context;
}

}  // namespace smartcar_simulator
