// Making certificates with OpenSSL.
#include "server/listener/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_gateway {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

void Must(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "test certificates: OpenSSL does not %s\n", what);
  std::abort();
}

Key NewKey() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  Must(key != nullptr, "make a key");
  return key;
}

void SetTime(ASN1_TIME* field, absl::Time time) {
  Must(ASN1_TIME_set(field, absl::ToTimeT(time)) != nullptr, "take a time");
}

Certificate NewCertificate(const CertificateRequest& request, EVP_PKEY* key) {
  static long serial = 0;  // NOLINT(runtime/int): the type OpenSSL takes.
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  SetTime(X509_getm_notBefore(certificate.get()), request.not_before);
  SetTime(X509_getm_notAfter(certificate.get()), request.not_after);
  const std::string& name = request.common_name;
  Must(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                  reinterpret_cast<const unsigned char*>(name.data()),
                                  static_cast<int>(name.size()), -1, 0) == 1,
       "take a name");
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), X509_EXTENSION_free);
  Must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
       "take an extension");
}

std::string Contents(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string CertificatePem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Must(PEM_write_bio_X509(bio.get(), certificate) == 1, "write a certificate");
  return Contents(bio.get());
}

std::string KeyPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  Must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
       "write a key");
  return Contents(bio.get());
}

std::string AlternativeNames(const CertificateRequest& request) {
  std::vector<std::string> names;
  for (const std::string& name : request.dns_names) names.push_back(absl::StrCat("DNS:", name));
  for (const std::string& name : request.ip_addresses) names.push_back(absl::StrCat("IP:", name));
  for (const std::string& name : request.uris) names.push_back(absl::StrCat("URI:", name));
  return absl::StrJoin(names, ",");
}

}  // namespace

struct TestAuthority::Objects {
  Key key = NewKey();
  Certificate certificate = Certificate(nullptr, X509_free);
};

TestAuthority::TestAuthority(const std::string& common_name)
    : objects_(std::make_unique<Objects>()) {
  CertificateRequest request;
  request.common_name = common_name;
  Certificate own = NewCertificate(request, objects_->key.get());
  X509_set_issuer_name(own.get(), X509_get_subject_name(own.get()));
  AddExtension(own.get(), own.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(own.get(), own.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(own.get(), own.get(), NID_subject_key_identifier, "hash");
  Must(X509_sign(own.get(), objects_->key.get(), EVP_sha256()) > 0, "sign");
  certificate_ = CertificatePem(own.get());
  objects_->certificate = std::move(own);
}

TestAuthority::~TestAuthority() = default;

CertificateAndKey TestAuthority::Issue(const CertificateRequest& request) const {
  X509* const issuer = objects_->certificate.get();
  const Key key = NewKey();
  const Certificate leaf = NewCertificate(request, key.get());
  X509_set_issuer_name(leaf.get(), X509_get_subject_name(issuer));
  AddExtension(leaf.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(leaf.get(), issuer, NID_ext_key_usage, request.usage);
  AddExtension(leaf.get(), issuer, NID_authority_key_identifier, "keyid:always");
  const std::string names = AlternativeNames(request);
  if (!names.empty()) AddExtension(leaf.get(), issuer, NID_subject_alt_name, names);
  Must(X509_sign(leaf.get(), objects_->key.get(), EVP_sha256()) > 0, "sign");
  return {CertificatePem(leaf.get()), KeyPem(key.get())};
}

CertificateRequest LocalServer(const std::string& common_name) {
  CertificateRequest request;
  request.common_name = common_name;
  request.dns_names = {"localhost"};
  request.ip_addresses = {"127.0.0.1"};
  return request;
}

}  // namespace smartcar_gateway
