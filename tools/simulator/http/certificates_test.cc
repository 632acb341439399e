// Tests of the certificates made at run time.
#include "tools/simulator/http/certificates.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace smartcar_simulator {
namespace {

X509* ReadCertificate(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  return certificate;
}

EVP_PKEY* ReadKey(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  return key;
}

// Verifies as a TLS client would; returns X509_V_OK or why not.
int Verify(X509* certificate, X509* authority) {
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, authority);
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate, nullptr);
  X509_STORE_CTX_set_default(context, "ssl_server");
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
  X509_verify_cert(context);
  const int result = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return result;
}

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest()
      : certificates_(MakeCertificates({"localhost", "car.example"}, {"127.0.0.1", "::1"})),
        authority_(ReadCertificate(certificates_.ca_pem)),
        leaf_(ReadCertificate(certificates_.certificate_pem)),
        key_(ReadKey(certificates_.private_key_pem)) {}

  ~CertificatesTest() override {
    X509_free(authority_);
    X509_free(leaf_);
    EVP_PKEY_free(key_);
  }

  const CertificateSet certificates_;
  X509* const authority_;
  X509* const leaf_;
  EVP_PKEY* const key_;
};

TEST_F(CertificatesTest, LeafIsTrustedThroughItsAuthority) {
  EXPECT_EQ(Verify(leaf_, authority_), X509_V_OK);
}

TEST_F(CertificatesTest, LeafIsNotTrustedThroughTheAuthorityOfAnotherCall) {
  X509* const other = ReadCertificate(MakeCertificates({"localhost"}, {}).ca_pem);
  EXPECT_NE(Verify(leaf_, other), X509_V_OK);
  X509_free(other);
}

TEST_F(CertificatesTest, LeafIsGoodForItsNamesOnly) {
  EXPECT_EQ(X509_check_host(leaf_, "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf_, "car.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(leaf_, "other.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(leaf_, "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf_, "::1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(leaf_, "127.0.0.2", 0), 0);
}

TEST_F(CertificatesTest, KeyBelongsToTheLeaf) { EXPECT_EQ(X509_check_private_key(leaf_, key_), 1); }

TEST_F(CertificatesTest, ValidFromADayAgoForThirtyOneDays) {
  int days = 0;
  int seconds = 0;
  ASSERT_EQ(ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf_), X509_get0_notAfter(leaf_)),
            1);
  EXPECT_EQ(days, 31);
  EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(leaf_)), 0);
  EXPECT_GT(X509_cmp_current_time(X509_get0_notAfter(leaf_)), 0);
}

TEST(MakeCertificatesTest, UnusableNamesGiveNothing) {
  EXPECT_EQ(MakeCertificates({}, {}).certificate_pem, "");
  EXPECT_EQ(MakeCertificates({""}, {}).certificate_pem, "");
  EXPECT_EQ(MakeCertificates({"localhost"}, {"300.1.2.3"}).certificate_pem, "");
  EXPECT_EQ(MakeCertificates({"localhost,IP:10.0.0.1"}, {}).certificate_pem, "");
}

}  // namespace
}  // namespace smartcar_simulator
