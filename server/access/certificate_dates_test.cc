// Tests of the dates of certificates.
#include "server/access/certificate_dates.h"

#include <gtest/gtest.h>

#include <string>

namespace smartcar_gateway {
namespace {

// Signed by itself; its key was thrown away.
constexpr char kCertificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBfDCCASGgAwIBAgIUMOKtd9jvUuEiOs+VQ4yVeMgGkxswCgYIKoZIzj0EAwIw\n"
    "EzERMA8GA1UEAwwIYSBjYWxsZXIwHhcNMjYxMTI0MTEzOTE4WhcNMzYxMTIxMTEz\n"
    "OTE4WjATMREwDwYDVQQDDAhhIGNhbGxlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"
    "A0IABCVOJv1V5OCeMSGUd1tvecWysedgf3aE6CQdbGn82FL0RWi8Eg/1rY2CJS3w\n"
    "eLDhchs+k2rmsChEMNvFv9pWM+OjUzBRMB0GA1UdDgQWBBSSpRvKLoMmMa2bl1UW\n"
    "PVpJmAe1GDAfBgNVHSMEGDAWgBSSpRvKLoMmMa2bl1UWPVpJmAe1GDAPBgNVHRMB\n"
    "Af8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQD96kVhEoR2iBIpQGxbfCQ5xypV\n"
    "zl7PosoXBIN8R/6HoAIhANFyPEBdwV+7TtibzSNGYPHzq8TbQdQGJE+Oa3nQyDEa\n"
    "-----END CERTIFICATE-----\n";
const absl::Time kNotBefore = absl::FromUnixSeconds(1795520358);
const absl::Time kNotAfter = absl::FromUnixSeconds(2110880358);

TEST(CertificateDates, AreThoseOfTheCertificateHoweverOftenAsked) {
  CertificateDates dates;
  for (int i = 0; i < 2; ++i) {
    const CertificateDates::Dates read = dates.Of(kCertificate);
    EXPECT_EQ(read.not_before, kNotBefore);
    EXPECT_EQ(read.not_after, kNotAfter);
  }
}

TEST(CertificateDates, WhatIsNoCertificateIsNeverGood) {
  CertificateDates dates;
  for (const char* pem :
       {"", "garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    EXPECT_EQ(dates.Of(pem).not_before, absl::InfiniteFuture()) << pem;
    EXPECT_EQ(dates.Of(pem).not_after, absl::InfinitePast()) << pem;
  }
}

TEST(CertificateDates, ForgottenOnesAreReadAnew) {
  CertificateDates dates;
  dates.Of(kCertificate);
  for (size_t i = 0; i < 2 * CertificateDates::kMaxRemembered; ++i) dates.Of(std::to_string(i));
  EXPECT_EQ(dates.Of(kCertificate).not_after, kNotAfter);
}

}  // namespace
}  // namespace smartcar_gateway
