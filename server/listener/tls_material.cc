// Reading certificates and keys with OpenSSL.
#include "server/listener/tls_material.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/base/file.h"
#include "server/base/secret_file.h"

namespace smartcar_gateway {
namespace {

constexpr size_t kMaxFileBytes = size_t{1} << 20;

constexpr char kCertFile[] = "server.tls.cert_file";
constexpr char kKeyFile[] = "server.tls.key_file";
constexpr char kClientCaFile[] = "server.tls.client_ca_file";

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

absl::Status Fault(absl::string_view file, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", text));
}

// OpenSSL's word for its last error: a fixed text, nothing of the input.
std::string Reason() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason == nullptr ? "unknown reason" : reason;
}

Bio Reader(absl::string_view pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
}

// gRPC would read up to the first NUL, and so something else than what is tried out here.
absl::Status CheckText(absl::string_view name, absl::string_view content) {
  if (content.find('\0') == absl::string_view::npos) return absl::OkStatus();
  return Fault(name, "is not a text file: it holds a NUL byte; PEM form is needed");
}

absl::StatusOr<std::string> ReadFile(absl::string_view name, const std::string& path) {
  absl::StatusOr<std::string> content = ReadRegularFile(path, kMaxFileBytes);
  if (!content.ok()) return Fault(name, content.status().message());
  const absl::Status text = CheckText(name, *content);
  if (!text.ok()) return text;
  return content;
}

absl::StatusOr<std::vector<Certificate>> ParseCertificates(absl::string_view name,
                                                           absl::string_view pem) {
  const Bio reader = Reader(pem);
  std::vector<Certificate> certificates;
  for (;;) {
    ERR_clear_error();
    // As gRPC reads them.
    Certificate next(PEM_read_bio_X509_AUX(reader.get(), nullptr, nullptr, nullptr), X509_free);
    if (next == nullptr) break;
    certificates.push_back(std::move(next));
  }
  const auto error = ERR_peek_last_error();
  if (ERR_GET_LIB(error) != ERR_LIB_PEM || ERR_GET_REASON(error) != PEM_R_NO_START_LINE) {
    return Fault(
        name, absl::StrCat("certificate ", certificates.size() + 1, " in the file cannot be read (",
                           Reason(), "); is it cut off or damaged?"));
  }
  if (certificates.empty()) {
    return Fault(name, "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  }
  return certificates;
}

// In place of asking for a passphrase on the terminal.
int NoPassphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

absl::StatusOr<Key> ParseKey(absl::string_view pem) {
  bool encrypted = false;
  ERR_clear_error();
  Key key(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, NoPassphrase, &encrypted),
          EVP_PKEY_free);
  if (encrypted) {
    return Fault(kKeyFile,
                 "is protected by a passphrase, which the gateway does not know; store the key "
                 "without one and let only the gateway read the file");
  }
  if (key == nullptr) {
    return Fault(kKeyFile, "holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
  }
  return key;
}

// A key or certificate that parses may still be refused, for example as too short. gRPC would keep
// that to itself and go on with the old one.
absl::Status TryOut(const std::vector<Certificate>& chain, EVP_PKEY* key) {
  const Context context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  ERR_clear_error();
  if (SSL_CTX_use_certificate(context.get(), chain.front().get()) != 1) {
    return Fault(kCertFile, absl::StrCat("the certificate cannot be used: ", Reason()));
  }
  for (size_t i = 1; i < chain.size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context.get(), chain[i].get()) != 1) {
      return Fault(kCertFile,
                   absl::StrCat("certificate ", i + 1, " in the file cannot be used: ", Reason()));
    }
  }
  if (X509_check_private_key(chain.front().get(), key) != 1) {
    return Fault(kKeyFile, absl::StrCat("the key does not belong to the first certificate in ",
                                        kCertFile, ", which must be the gateway's own"));
  }
  if (SSL_CTX_use_PrivateKey(context.get(), key) != 1) {
    return Fault(kKeyFile, absl::StrCat("the key cannot be used: ", Reason()));
  }
  return absl::OkStatus();
}

std::string SubjectOf(X509* certificate) {
  const Bio text(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : "(no subject)";
}

absl::Time TimeOf(const ASN1_TIME* field) {
  struct tm time {};
  if (ASN1_TIME_to_tm(field, &time) != 1) return absl::InfinitePast();
  return absl::FromTM(time, absl::UTCTimeZone());
}

}  // namespace

bool SameMaterial(const TlsMaterial& a, const TlsMaterial& b) {
  return a.certificate_chain == b.certificate_chain && a.private_key == b.private_key &&
         a.client_authorities == b.client_authorities;
}

absl::StatusOr<TlsMaterial> ReadTlsMaterial(
    const smartcar::gateway::config::v1::TlsConfig& config) {
  TlsMaterial material;
  absl::StatusOr<std::string> pem = ReadFile(kCertFile, config.cert_file());
  if (!pem.ok()) return pem.status();
  material.certificate_chain = *std::move(pem);
  const auto chain = ParseCertificates(kCertFile, material.certificate_chain);
  if (!chain.ok()) return chain.status();

  absl::StatusOr<Secret> secret = ReadSecretFile(config.key_file(), kMaxFileBytes);
  if (!secret.ok()) return Fault(kKeyFile, secret.status().message());
  material.private_key = *std::move(secret);
  const absl::Status text = CheckText(kKeyFile, material.private_key.Reveal());
  if (!text.ok()) return text;
  const auto key = ParseKey(material.private_key.Reveal());
  if (!key.ok()) return key.status();
  const absl::Status usable = TryOut(*chain, key->get());
  if (!usable.ok()) return usable;

  if (!config.client_ca_file().empty()) {
    absl::StatusOr<std::string> authorities = ReadFile(kClientCaFile, config.client_ca_file());
    if (!authorities.ok()) return authorities.status();
    material.client_authorities = *std::move(authorities);
    const auto parsed = ParseCertificates(kClientCaFile, material.client_authorities);
    if (!parsed.ok()) return parsed.status();
  }
  X509* const own = chain->front().get();
  material.subject = SubjectOf(own);
  material.not_before = TimeOf(X509_get0_notBefore(own));
  material.not_after = TimeOf(X509_get0_notAfter(own));
  return material;
}

}  // namespace smartcar_gateway
