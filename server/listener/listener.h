// Listener: the gRPC server and its port.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/clock.h"
#include "server/listener/acceptor.h"
#include "server/listener/tls_files.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace smartcar_gateway {

// A server that takes calls, with the standard health service and, if the configuration says so,
// reflection. Owns the server and the sockets.
class Listener {
 public:
  // See Acceptor.
  using OnFull = Acceptor::OnFull;

  // `services`, the clock and `tls`, which is null for plaintext, are borrowed until the listener
  // is gone. UNAVAILABLE if the address cannot be had.
  static absl::StatusOr<std::unique_ptr<Listener>> Start(
      const smartcar::gateway::config::v1::GatewayConfig& config,
      const std::vector<std::unique_ptr<grpc::Service>>& services, const TlsFiles* tls,
      const Clock& clock, OnFull on_full);

  grpc::Server& server() { return *server_; }
  // As the server's own: takes no further connections and calls, and returns when those in progress
  // have ended. Must have been called before the destructor. Idempotent.
  void Shutdown();

  // Where it listens, with the port that the system chose if the configuration said 0.
  const std::string& address() const { return address_; }

 private:
  using Connections = grpc::experimental::ExternalConnectionAcceptor;

  Listener() = default;
  void HandOver(int socket);

  std::string address_;
  // Before the server, which does not own them.
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<Connections> connections_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Acceptor> acceptor_;  // its thread uses what stands above
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_
