// Certificates made at run time with OpenSSL 3.
#include "tools/simulator/http/certificates.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace smartcar_simulator {
namespace {

constexpr long kDay = 24 * 60 * 60;  // NOLINT(runtime/int): the type OpenSSL takes.

template <typename T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
void FreeBio(BIO* bio) { BIO_free_all(bio); }

using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION, X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BIGNUM, BN_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO, FreeBio>>;

// A value with a comma or a newline would become several entries of OpenSSL's extension syntax.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_*") == std::string::npos;
}

// Returns an empty string when there is no name or one cannot be used.
std::string AlternativeNames(const std::vector<std::string>& dns_names,
                             const std::vector<std::string>& ip_addresses) {
  std::string names;
  auto append = [&names](const char* type, const std::string& name) {
    if (!IsPlainName(name)) return false;
    names += (names.empty() ? "" : ",") + std::string(type) + ":" + name;
    return true;
  };
  for (const std::string& name : dns_names) {
    if (!append("DNS", name)) return "";
  }
  for (const std::string& address : ip_addresses) {
    if (!append("IP", address)) return "";
  }
  return names;
}

bool AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetRandomSerial(X509* certificate) {
  const Number serial(BN_new());
  return serial != nullptr &&
         BN_rand(serial.get(), 120, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetCommonName(X509* certificate, const std::string& name) {
  return X509_NAME_add_entry_by_txt(
             X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
             reinterpret_cast<const unsigned char*>(name.data()),  // OpenSSL's notion of text.
             static_cast<int>(name.size()), -1, 0) == 1;
}

// Everything but extensions and signature.
Certificate NewCertificate(const std::string& common_name, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  if (certificate == nullptr) return nullptr;
  const bool ok = X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                  SetRandomSerial(certificate.get()) &&
                  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay) != nullptr &&
                  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 30 * kDay) != nullptr &&
                  SetCommonName(certificate.get(), common_name) &&
                  X509_set_pubkey(certificate.get(), key) == 1;
  return ok ? std::move(certificate) : nullptr;
}

Certificate MakeAuthority(EVP_PKEY* key) {
  Certificate authority = NewCertificate("Smartcar simulator test authority", key);
  if (authority == nullptr) return nullptr;
  X509* const self = authority.get();
  const bool ok = X509_set_issuer_name(self, X509_get_subject_name(self)) == 1 &&
                  AddExtension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  AddExtension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                  AddExtension(self, self, NID_subject_key_identifier, "hash") &&
                  X509_sign(self, key, EVP_sha256()) > 0;
  return ok ? std::move(authority) : nullptr;
}

Certificate MakeLeaf(EVP_PKEY* key, X509* authority, EVP_PKEY* authority_key,
                     const std::string& alternative_names) {
  Certificate leaf = NewCertificate("Smartcar simulator", key);
  if (leaf == nullptr) return nullptr;
  X509* const self = leaf.get();
  const bool ok = X509_set_issuer_name(self, X509_get_subject_name(authority)) == 1 &&
                  AddExtension(self, authority, NID_basic_constraints, "critical,CA:FALSE") &&
                  AddExtension(self, authority, NID_key_usage, "critical,digitalSignature") &&
                  AddExtension(self, authority, NID_ext_key_usage, "serverAuth") &&
                  AddExtension(self, authority, NID_subject_key_identifier, "hash") &&
                  AddExtension(self, authority, NID_authority_key_identifier, "keyid:always") &&
                  AddExtension(self, authority, NID_subject_alt_name, alternative_names) &&
                  X509_sign(self, authority_key, EVP_sha256()) > 0;
  return ok ? std::move(leaf) : nullptr;
}

std::string Contents(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : "";
}

std::string CertificatePem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || PEM_write_bio_X509(bio.get(), certificate) != 1) return "";
  return Contents(bio.get());
}

std::string KeyPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return "";
  }
  return Contents(bio.get());
}

}  // namespace

CertificateSet MakeCertificates(std::vector<std::string> dns_names,
                                std::vector<std::string> ip_addresses) {
  const std::string names = AlternativeNames(dns_names, ip_addresses);
  if (names.empty()) return {};
  const Key authority_key(EVP_EC_gen("P-256"));
  const Key leaf_key(EVP_EC_gen("P-256"));
  if (authority_key == nullptr || leaf_key == nullptr) return {};
  const Certificate authority = MakeAuthority(authority_key.get());
  if (authority == nullptr) return {};
  const Certificate leaf = MakeLeaf(leaf_key.get(), authority.get(), authority_key.get(), names);
  if (leaf == nullptr) return {};
  return {CertificatePem(authority.get()), CertificatePem(leaf.get()), KeyPem(leaf_key.get())};
}

}  // namespace smartcar_simulator
