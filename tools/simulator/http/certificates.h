// Certificates made at run time: a throw-away authority and one server certificate signed by it.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CERTIFICATES_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CERTIFICATES_H_

#include <string>
#include <vector>

namespace smartcar_simulator {

struct CertificateSet {
  std::string ca_pem;           // What clients must trust. Its key is forgotten.
  std::string certificate_pem;  // The server's certificate.
  std::string private_key_pem;  // Its key (PKCS #8).
};

// EC P-256, a fresh authority on every call, valid from one day ago for 31 days. `dns_names` and
// `ip_addresses` become subject alternative names. Every field of the result is empty when there
// is no name at all or one cannot be put in a certificate, such as an IP address that is none.
CertificateSet MakeCertificates(std::vector<std::string> dns_names,
                                std::vector<std::string> ip_addresses);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_HTTP_CERTIFICATES_H_
