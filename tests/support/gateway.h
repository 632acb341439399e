// The gateway as a process.
#ifndef SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_H_
#define SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_H_

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/listener/test_certificates.h"
#include "tests/support/process.h"
#include "tests/support/simulator.h"

namespace smartcar_gateway {

inline const char kSimulatorSecret[] = "simulator-secret-1";

struct GatewayOptions {
  // Laid over the configuration that points at the simulator; null removes a key.
  Json config = Json::object();
  std::string secret_file_content = std::string(kSimulatorSecret) + "\n";
  std::vector<std::string> flags;
  std::map<std::string, std::string> environment;
};

// A running gateway.
class Gateway {
 public:
  // Returns when it listens, on a port of its own.
  static std::unique_ptr<Gateway> Start(const Simulator& simulator, GatewayOptions options = {});
  // In front of what `options.config` names.
  static std::unique_ptr<Gateway> Start(GatewayOptions options);

  Process& process() { return *process_; }
  const std::string& address() const { return address_; }  // "127.0.0.1:PORT"
  // A connection that is shared with no other channel.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  // The same with TLS. `roots`: certificates (PEM) of the authorities the caller trusts; `own`: its
  // own certificate, empty for none.
  std::shared_ptr<grpc::Channel> NewTlsChannel(const std::string& roots,
                                               const CertificateAndKey& own = {}) const;

 private:
  Gateway() = default;
  std::shared_ptr<grpc::Channel> Connect(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) const;
  static std::unique_ptr<Gateway> Run(Command command);

  std::string address_;
  std::unique_ptr<Process> process_;
};

// The command line of a gateway with a configuration file written for it, for tests of what it does
// before it listens. `simulator` may be null; then its place is an address where nobody listens.
Command GatewayCommand(const Simulator* simulator, const GatewayOptions& options);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_TESTS_SUPPORT_GATEWAY_H_
