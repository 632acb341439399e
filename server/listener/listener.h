// Listener: the gRPC server and its port.
#ifndef SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_
#define SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/listener/acceptor.h"
#include "server/listener/tls_files.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace smartcar_gateway {

// A server that takes calls, with the standard health service and, if the configuration says so,
// reflection. Owns the server; whoever destroys it has shut that down.
class Listener {
 public:
  // `services` and `tls`, which is null for plaintext, are borrowed until the listener is gone.
  // `on_trouble` is told when callers are turned away (see Acceptor). UNAVAILABLE if the address
  // cannot be had.
  static absl::StatusOr<std::unique_ptr<Listener>> Start(
      const smartcar::gateway::config::v1::GatewayConfig& config,
      const std::vector<std::unique_ptr<grpc::Service>>& services, const TlsFiles* tls,
      std::function<void(absl::string_view)> on_trouble);

  // From then on nobody can connect. To be called before the server is shut down.
  void StopAccepting() { acceptor_->Stop(); }
  grpc::Server& server() { return *server_; }
  // Where it listens, with the port that the system chose if the configuration said 0.
  const std::string& address() const { return address_; }

 private:
  Listener(std::shared_ptr<grpc::ServerCredentials> credentials,
           std::unique_ptr<grpc::Server> server, std::unique_ptr<Acceptor> acceptor,
           std::string address)
      : credentials_(std::move(credentials)),
        server_(std::move(server)),
        acceptor_(std::move(acceptor)),
        address_(std::move(address)) {}

  // First, so that they outlive the server, which does not own them.
  const std::shared_ptr<grpc::ServerCredentials> credentials_;
  const std::unique_ptr<grpc::Server> server_;
  const std::unique_ptr<Acceptor> acceptor_;
  const std::string address_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_LISTENER_LISTENER_H_
