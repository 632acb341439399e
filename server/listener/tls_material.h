// TlsMaterial: certificate, key and trusted authorities of the gateway's listener.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_MATERIAL_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_MATERIAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/secret.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// One set that was found usable together.
struct TlsMaterial {
  std::string certificate_chain;   // PEM, the gateway's own first
  Secret private_key;              // PEM
  std::string client_authorities;  // PEM; empty: callers are not asked for certificates
  // Of the gateway's own certificate.
  std::string subject;
  absl::Time not_before;
  absl::Time not_after;
};

// Whether a handshake would do the same with both.
bool SameMaterial(const TlsMaterial& a, const TlsMaterial& b);

// Reads the files and tries them out: everything parses, the key is the gateway's own and only its
// to read, and OpenSSL takes it all. Dates are not judged. INVALID_ARGUMENT names the configuration
// key of the file at fault and says what to do; it holds nothing of the files.
absl::StatusOr<TlsMaterial> ReadTlsMaterial(const smartcar::gateway::config::v1::TlsConfig& config);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_TLS_MATERIAL_H_
