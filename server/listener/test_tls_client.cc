// A blocking OpenSSL client.
#include "server/listener/test_tls_client.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace smartcar_gateway {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using BioChain = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

std::string LastFailure() {
  const auto error = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(error);
  if (reason != nullptr) return reason;
  return "connection closed";
}

void ShowCertificate(const CertificateAndKey& own, SSL_CTX* context) {
  const Bio certificate(BIO_new_mem_buf(own.certificate.data(), -1), BIO_free);
  const Bio key(BIO_new_mem_buf(own.key.data(), -1), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> x509(
      PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr), X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> private_key(
      PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  SSL_CTX_use_certificate(context, x509.get());
  SSL_CTX_use_PrivateKey(context, private_key.get());
}

std::string SubjectOf(SSL* ssl) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl),
                                                                X509_free);
  if (certificate == nullptr) return "";
  const Bio text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

}  // namespace

TlsHandshake ShakeHands(const std::string& address, const TlsClientOptions& options) {
  const Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (options.version != 0) {
    // The system's own limits are set aside, so that it is the server who refuses.
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), options.version);
    SSL_CTX_set_max_proto_version(context.get(), options.version);
  }
  if (!options.own.certificate.empty()) ShowCertificate(options.own, context.get());
  ERR_clear_error();
  const BioChain bio(BIO_new_ssl_connect(context.get()), BIO_free_all);
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  std::string wire;
  for (const std::string& name : options.alpn) wire += static_cast<char>(name.size()) + name;
  SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(wire.data()),
                      static_cast<unsigned>(wire.size()));
  BIO_set_conn_hostname(bio.get(), address.c_str());
  TlsHandshake result;
  if (BIO_do_handshake(bio.get()) != 1) {
    result.failure = LastFailure();
    return result;
  }
  result.version = SSL_get_version(ssl);
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &chosen, &size);
  result.alpn.assign(reinterpret_cast<const char*>(chosen), size);
  result.subject = SubjectOf(ssl);
  if (!options.read) return result;
  char buffer[1024];
  const int read = BIO_read(bio.get(), buffer, sizeof(buffer));
  if (read > 0) {
    result.bytes.assign(buffer, static_cast<size_t>(read));
  } else {
    result.failure = LastFailure();
  }
  return result;
}

}  // namespace smartcar_gateway
