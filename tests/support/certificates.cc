// Writing certificates for a gateway.
#include "tests/support/certificates.h"

#include <cstdio>

#include "tests/support/process.h"

namespace smartcar_gateway {
namespace {

// Where callers are known, there must be a policy.
constexpr char kEverythingForKnownCallers[] =
    "roles: [{name: everything, methods: ['*'], commands: ['*'], users: ['*'], vehicles: ['*']}]\n"
    "bindings: [{callers: ['*'], roles: [everything]}]\n";

}  // namespace

GatewayCertificates::GatewayCertificates()
    : folder_(NewScratchFolder("certificates")),
      authority_("authority of gateways"),
      callers_("authority of callers") {
  const CertificateAndKey own = authority_.Issue(LocalServer());
  ReplaceCertificate(own.certificate);
  ReplaceKey(own.key);
  ReplaceCallers(callers_.certificate());
  WriteFile(folder_ + "/policy.yaml", kEverythingForKnownCallers);
}

Json GatewayCertificates::Config(const std::string& clients) const {
  Json tls = {{"cert_file", cert_file()}, {"key_file", key_file()}};
  if (clients.empty()) return {{"server", {{"tls", tls}}}};
  tls["client_ca_file"] = callers_file();
  tls["client_certificates"] = clients;
  return {{"server", {{"tls", tls}}}, {"access", {{"policy_file", folder_ + "/policy.yaml"}}}};
}

void GatewayCertificates::Replace(const std::string& path, const std::string& pem) {
  const std::string next = path + ".next";
  WriteFile(next, pem);
  if (std::rename(next.c_str(), path.c_str()) != 0) Die("cannot replace " + path);
}

}  // namespace smartcar_gateway
