// FrontDoor: what stands between callers and the services, put together.
#ifndef SMARTCAR_GATEWAY_SERVER_FRONT_DOOR_H_
#define SMARTCAR_GATEWAY_SERVER_FRONT_DOOR_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/authenticator.h"
#include "server/access/policy_access_control.h"
#include "server/audit/file_audit_log.h"
#include "server/base/clock.h"
#include "server/base/thread_executor.h"
#include "server/listener/tls_files.h"
#include "server/policy_reloader.h"
#include "server/rpc/admission.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// Owns TLS material, authenticator, policy and audit log, keeps them up to date, and writes into
// the log and the audit log when they change. Services, and whoever records something, must be gone
// before it. Thread-safe.
class FrontDoor {
 public:
  // INVALID_ARGUMENT: a file that the configuration names cannot be used. Borrows the clock.
  static absl::StatusOr<std::unique_ptr<FrontDoor>> Open(
      const smartcar::gateway::config::v1::GatewayConfig& config, const Clock& clock);
  // OK if Open() could read the files now.
  static absl::Status Check(const smartcar::gateway::config::v1::GatewayConfig& config);

  ~FrontDoor();

  Admission& admission() { return *admission_; }
  // Null: plaintext.
  const TlsFiles* tls_files() const { return tls_files_.get(); }
  // Writes a line into the audit log, if there is one.
  void Record(smartcar::gateway::audit::v1::AuditRecord line);
  // Nobody waits to be known any more: those who do are refused.
  void StopWaiting() { authenticator_->Stop(); }
  // Ends the audit log with a line, and tells its head. Once; later calls do nothing. Not
  // thread-safe.
  void Close();

 private:
  FrontDoor() = default;

  absl::Status OpenAuditLog(const smartcar::gateway::config::v1::GatewayConfig& config,
                            const Clock& clock);
  absl::Status OpenTls(const smartcar::gateway::config::v1::GatewayConfig& config,
                       const Clock& clock);
  absl::Status OpenAccess(const smartcar::gateway::config::v1::GatewayConfig& config,
                          const Clock& clock);

  // In the order of dependence: each uses only what stands above it.
  ThreadExecutor disk_;   // for the audit log
  ThreadExecutor files_;  // on which files are looked at
  std::unique_ptr<FileAuditLog> audit_;
  bool closed_ = false;
  std::unique_ptr<TlsFiles> tls_files_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<PolicyAccessControl> access_;
  std::unique_ptr<PolicyReloader> policy_;
  std::unique_ptr<Admission> admission_;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_FRONT_DOOR_H_
