// Tests of ReadTlsMaterial: what is taken, and what each bad file is told.
#include "server/listener/tls_material.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/listener/test_certificates.h"
#include "server/listener/test_folder.h"

namespace smartcar_gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TlsMaterialTest : public testing::Test {
 protected:
  TlsMaterialTest() { folder_.Write(own_); }

  std::string Problem() {
    const auto material = ReadTlsMaterial(folder_.config());
    if (material.ok()) return "(taken)";
    EXPECT_EQ(material.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(material.status().message());
  }

  const TestAuthority authority_;
  const CertificateAndKey own_ = authority_.Issue(LocalServer("gateway one"));
  TlsFolder folder_;
};

TEST_F(TlsMaterialTest, GoodFilesAreTakenAsTheyAre) {
  const auto material = ReadTlsMaterial(folder_.config());
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_EQ(material->certificate_chain, own_.certificate);
  EXPECT_TRUE(material->private_key == Secret(own_.key));
  EXPECT_EQ(material->client_authorities, "");
  EXPECT_EQ(material->subject, "CN=gateway one");
  EXPECT_EQ(material->not_before, absl::FromUnixSeconds(1'600'000'000));
  EXPECT_EQ(material->not_after, absl::FromUnixSeconds(4'000'000'000));
}

TEST_F(TlsMaterialTest, ChainAndSeveralAuthoritiesAreTaken) {
  const TestAuthority other;
  folder_.WriteCertificate(own_.certificate + authority_.certificate());
  folder_.WriteAuthorities("Two of them:\n" + authority_.certificate() + other.certificate());
  const auto material = ReadTlsMaterial(folder_.config());
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_EQ(material->certificate_chain, own_.certificate + authority_.certificate());
  EXPECT_THAT(material->client_authorities, HasSubstr(other.certificate()));
}

TEST_F(TlsMaterialTest, ExpiredCertificateIsTaken) {
  CertificateRequest request = LocalServer();
  request.not_after = absl::FromUnixSeconds(1'600'000'001);
  folder_.Write(authority_.Issue(request));
  EXPECT_EQ(Problem(), "(taken)");
}

TEST_F(TlsMaterialTest, ControlCharactersOfTheSubjectAreEscaped) {
  folder_.Write(authority_.Issue(LocalServer("a\nb")));
  const auto material = ReadTlsMaterial(folder_.config());
  ASSERT_TRUE(material.ok()) << material.status();
  EXPECT_EQ(material->subject, "CN=a\\0Ab");
}

TEST_F(TlsMaterialTest, KeyOfAnotherCertificateIsRefused) {
  folder_.WriteKey(authority_.Issue(LocalServer()).key);
  EXPECT_EQ(Problem(),
            "server.tls.key_file: the key does not belong to the first certificate in "
            "server.tls.cert_file, which must be the gateway's own");
}

TEST_F(TlsMaterialTest, ChainInTheWrongOrderIsRefused) {
  folder_.WriteCertificate(authority_.certificate() + own_.certificate);
  EXPECT_THAT(Problem(), HasSubstr("does not belong to the first certificate"));
}

TEST_F(TlsMaterialTest, KeyThatOthersMayReadIsRefused) {
  folder_.WriteKey(own_.key, 0644);
  EXPECT_THAT(Problem(), AllOf(StartsWith("server.tls.key_file: "), HasSubstr("chmod")));
  folder_.WriteKey(own_.key, 0640);
  EXPECT_EQ(Problem(), "(taken)");
}

TEST_F(TlsMaterialTest, FilesThatAreNotWhatTheyShouldBeAreNamed) {
  folder_.WriteCertificate(own_.key);
  EXPECT_EQ(Problem(),
            "server.tls.cert_file: holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
  folder_.WriteCertificate("");
  EXPECT_THAT(Problem(), StartsWith("server.tls.cert_file: holds no certificate"));
  folder_.WriteCertificate(own_.certificate);
  folder_.WriteKey(own_.certificate);
  EXPECT_EQ(Problem(),
            "server.tls.key_file: holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
  folder_.WriteKey(own_.key);
  folder_.WriteAuthorities(own_.key);
  EXPECT_THAT(Problem(), StartsWith("server.tls.client_ca_file: holds no certificate"));
}

TEST_F(TlsMaterialTest, MissingFilesAreNamed) {
  folder_.config().set_client_ca_file("not/there");
  EXPECT_EQ(Problem(), "server.tls.client_ca_file: cannot be read: No such file or directory");
  folder_.config().set_cert_file("not/there");
  EXPECT_EQ(Problem(), "server.tls.cert_file: cannot be read: No such file or directory");
}

TEST_F(TlsMaterialTest, CutOffFilesAreRefusedWhereverTheyEnd) {
  // One that ends before the first dash of its last line is whole for no reader.
  for (size_t size = 0; size + 26 < own_.certificate.size(); size += 7) {
    folder_.WriteCertificate(own_.certificate.substr(0, size));
    EXPECT_THAT(Problem(), StartsWith("server.tls.cert_file: ")) << size;
  }
  folder_.WriteCertificate(own_.certificate);
  for (size_t size = 0; size + 26 < own_.key.size(); size += 7) {
    folder_.WriteKey(own_.key.substr(0, size));
    EXPECT_THAT(Problem(), StartsWith("server.tls.key_file: ")) << size;
  }
}

TEST_F(TlsMaterialTest, DamagedSecondCertificateIsNamed) {
  folder_.WriteCertificate(own_.certificate + own_.certificate.substr(0, 100));
  EXPECT_THAT(Problem(),
              StartsWith("server.tls.cert_file: certificate 2 in the file cannot be read"));
}

TEST_F(TlsMaterialTest, WhatOneReaderSeesAndAnotherDoesNotIsRefused) {
  folder_.WriteAuthorities(authority_.certificate() + std::string(1, '\0') + own_.certificate);
  EXPECT_THAT(Problem(), HasSubstr("NUL"));
}

TEST_F(TlsMaterialTest, KeyWithAPassphraseIsRefused) {
  folder_.WriteKey(
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjL0rDWGJpuogICCAAw\n"
      "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAMpOZuR7v9mBqlyMSFKKJQEgZAB\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(Problem(), StartsWith("server.tls.key_file: "));
}

TEST_F(TlsMaterialTest, NothingOfTheFilesIsInTheProblem) {
  folder_.WriteKey("top-secret");
  EXPECT_THAT(Problem(), Not(HasSubstr("top-secret")));
}

TEST_F(TlsMaterialTest, MaterialIsTheSameIfEveryPartIs) {
  folder_.WriteAuthorities(authority_.certificate());
  const auto first = ReadTlsMaterial(folder_.config());
  const auto again = ReadTlsMaterial(folder_.config());
  folder_.WriteAuthorities(TestAuthority().certificate());
  const auto other_authority = ReadTlsMaterial(folder_.config());
  ASSERT_TRUE(first.ok() && again.ok() && other_authority.ok());
  EXPECT_TRUE(SameMaterial(*first, *again));
  EXPECT_FALSE(SameMaterial(*first, *other_authority));
}

}  // namespace
}  // namespace smartcar_gateway
