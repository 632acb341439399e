// Server credentials whose certificates change while the server runs.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_RELOADING_CREDENTIALS_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_RELOADING_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>

#include "server/listener/tls_files.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// TLS 1.2 and 1.3. Each handshake begins with what `files` holds at that moment; connections that
// exist keep what they began with. `clients` says what becomes of callers without a certificate,
// if `files` names authorities that vouch for callers. Borrows `files`. The credentials and `files`
// must outlive the server.
std::shared_ptr<grpc::ServerCredentials> ReloadingCredentials(
    const TlsFiles* files, smartcar::gateway::config::v1::ClientCertificates clients);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_RELOADING_CREDENTIALS_H_
