// Certificates for tests, made with OpenSSL when they are needed.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_CERTIFICATES_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_CERTIFICATES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace smartcar_gateway {

// A certificate and its key, as PEM.
struct CertificateAndKey {
  std::string certificate;
  std::string key;
};

// What a certificate says.
struct CertificateRequest {
  std::string common_name = "a test";
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;
  std::vector<std::string> uris;
  std::string usage = "serverAuth,clientAuth";
  absl::Time not_before = absl::FromUnixSeconds(1'600'000'000);  // 2020
  absl::Time not_after = absl::FromUnixSeconds(4'000'000'000);   // 2096
};

// An authority with an EC P-256 key of its own. What OpenSSL refuses ends the test.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& common_name = "a test authority");
  ~TestAuthority();

  // PEM; what the other side must trust.
  const std::string& certificate() const { return certificate_; }
  // A certificate with a key of its own.
  CertificateAndKey Issue(const CertificateRequest& request) const;

 private:
  struct Objects;
  const std::unique_ptr<Objects> objects_;
  std::string certificate_;
};

// What a gateway on this machine shows its callers.
CertificateRequest LocalServer(const std::string& common_name = "a gateway");

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_TEST_CERTIFICATES_H_
