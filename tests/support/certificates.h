// The certificates of a gateway and of its callers.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_CERTIFICATES_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_CERTIFICATES_H_

#include <string>

#include "server/listener/test_certificates.h"
#include "tests/support/simulator.h"

namespace smartcar_gateway {

// Files that a gateway is started with, and that a test replaces while it runs: each is put in its
// place whole, as tools that renew certificates do.
class GatewayCertificates {
 public:
  // With a certificate of `authority` for "CN=a gateway", and trust in `callers`.
  GatewayCertificates();

  // For GatewayOptions::config. `clients` is a value of server.tls.client_certificates; empty:
  // callers are not asked for certificates. Those who have one may do everything.
  Json Config(const std::string& clients = "required") const;

  const TestAuthority& authority() const { return authority_; }  // vouches for the gateway
  const TestAuthority& callers() const { return callers_; }      // vouches for callers

  void ReplaceCertificate(const std::string& pem) const { Replace(cert_file(), pem); }
  void ReplaceKey(const std::string& pem) const { Replace(key_file(), pem); }
  void ReplaceCallers(const std::string& pem) const { Replace(callers_file(), pem); }

  // The folder, for further files.
  const std::string& folder() const { return folder_; }

 private:
  std::string cert_file() const { return folder_ + "/cert.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }
  std::string callers_file() const { return folder_ + "/callers.pem"; }
  static void Replace(const std::string& path, const std::string& pem);

  const std::string folder_;
  const TestAuthority authority_;
  const TestAuthority callers_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_CERTIFICATES_H_
