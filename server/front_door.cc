// Opening of what the front door consists of.
#include "server/front_door.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/access/jwks.h"
#include "server/access/make_authenticator.h"
#include "server/audit_event_log.h"
#include "server/audit_lines.h"
#include "server/caller_keys_log.h"
#include "server/config/address.h"
#include "server/config/policy_file.h"
#include "server/http/curl_transport.h"
#include "server/listener/tls_material.h"
#include "server/listener_log.h"
#include "server/policy_log.h"

namespace smartcar_gateway {
namespace {

namespace audit = smartcar::gateway::audit::v1;
namespace config = smartcar::gateway::config::v1;

bool HasTls(const config::GatewayConfig& config) {
  return !config.server().tls().cert_file().empty();
}

CallerCertificates CertificatesOf(const config::GatewayConfig& config) {
  return config.server().tls().client_ca_file().empty() ? CallerCertificates::kUnknown
                                                        : CallerCertificates::kKnown;
}

audit::AuditRecord LineOf(const TlsEvent& event) {
  if (event.kind == TlsEvent::Kind::kInUse) {
    return GatewayLine(audit::AUDIT_EVENT_CERTIFICATE_CHANGED,
                       absl::StrCat("in use: ", event.subject));
  }
  return GatewayLine(audit::AUDIT_EVENT_CERTIFICATE_REJECTED, event.problem);
}

audit::AuditRecord LineOf(const KeyEvent& event) {
  return GatewayLine(event.kind == KeyEvent::Kind::kFailed ? audit::AUDIT_EVENT_CALLER_KEYS_REJECTED
                                                           : audit::AUDIT_EVENT_CALLER_KEYS_CHANGED,
                     absl::StrCat("issuer ", event.issuer, ": ", event.text));
}

audit::AuditRecord LineOf(const PolicyEvent& event) {
  return GatewayLine(event.kind == PolicyEvent::Kind::kRejected ? audit::AUDIT_EVENT_POLICY_REJECTED
                                                                : audit::AUDIT_EVENT_POLICY_CHANGED,
                     absl::StrCat(event.file, ", SHA-256 ", event.sha256, ": ", event.text));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FrontDoor>> FrontDoor::Open(const config::GatewayConfig& config,
                                                           const Clock& clock) {
  std::unique_ptr<FrontDoor> door(new FrontDoor());
  for (const auto open : {&FrontDoor::OpenAuditLog, &FrontDoor::OpenTls, &FrontDoor::OpenAccess}) {
    const absl::Status opened = ((*door).*open)(config, clock);
    if (!opened.ok()) {
      door->Close();
      return opened;
    }
  }
  return door;
}

FrontDoor::~FrontDoor() = default;

absl::Status FrontDoor::Check(const config::GatewayConfig& config) {
  if (HasTls(config)) {
    const absl::Status usable = ReadTlsMaterial(config.server().tls()).status();
    if (!usable.ok()) return usable;
  }
  const absl::Status recordable =
      CheckAuditPath(AuditPath(config.audit(), config.state_dir()), config.state_dir());
  if (!recordable.ok()) return recordable;
  const absl::Status keys_usable = CheckKeyFiles(config.access());
  if (!keys_usable.ok() || config.access().policy_file().empty()) return keys_usable;
  return LoadPolicy(config.access().policy_file()).status();
}

absl::Status FrontDoor::OpenAuditLog(const config::GatewayConfig& config, const Clock& clock) {
  const std::string path = AuditPath(config.audit(), config.state_dir());
  if (path.empty()) {
    WarnOfNoAuditLog();
    return absl::OkStatus();
  }
  auto log = FileAuditLog::Open(config.audit(), path, clock, disk_, LogAuditEvent);
  if (!log.ok()) return log.status();
  audit_ = *std::move(log);
  LogAuditPath(path);
  Record(GatewayLine(audit::AUDIT_EVENT_GATEWAY_STARTED, ""));
  return absl::OkStatus();
}

absl::Status FrontDoor::OpenTls(const config::GatewayConfig& config, const Clock& clock) {
  if (!HasTls(config)) {
    if (!IsLoopbackAddress(config.listen())) WarnOfInsecureListener(config.listen());
    return absl::OkStatus();
  }
  auto files = TlsFiles::Open(config.server().tls(), clock, files_, [this](const TlsEvent& event) {
    LogTlsEvent(event);
    if (event.kind != TlsEvent::Kind::kDates) Record(LineOf(event));
  });
  if (!files.ok()) return files.status();
  tls_files_ = *std::move(files);
  return absl::OkStatus();
}

absl::Status FrontDoor::OpenAccess(const config::GatewayConfig& config, const Clock& clock) {
  const auto make_transport =
      [](const config::JwtIssuer& issuer) -> absl::StatusOr<std::shared_ptr<HttpTransport>> {
    CurlTransportOptions options;
    options.ca_file = issuer.ca_file();
    options.max_reply_bytes = kMaxJwksBytes;
    auto transport = CurlTransport::Create(options);
    if (!transport.ok()) return transport.status();
    return std::shared_ptr<HttpTransport>(*std::move(transport));
  };
  auto authenticator = MakeAuthenticator(config.access(), CertificatesOf(config), make_transport,
                                         files_, clock, [this](const KeyEvent& event) {
                                           LogKeyEvent(event);
                                           Record(LineOf(event));
                                         });
  if (!authenticator.ok()) return authenticator.status();
  authenticator_ = *std::move(authenticator);
  access_ = std::make_unique<PolicyAccessControl>(clock);
  if (config.access().policy_file().empty()) {
    LogThatThereIsNoPolicy();
  } else {
    auto policy = PolicyReloader::Create(config.access().policy_file(), *access_, files_,
                                         [this](const PolicyEvent& event) {
                                           LogPolicyEvent(event);
                                           Record(LineOf(event));
                                         });
    if (!policy.ok()) return policy.status();
    policy_ = *std::move(policy);
  }
  admission_ = std::make_unique<Admission>(
      Admission::Parts{authenticator_.get(), access_.get(), audit_.get(),
                       CertificatesOf(config) == CallerCertificates::kKnown, &clock});
  return absl::OkStatus();
}

void FrontDoor::Record(audit::AuditRecord line) {
  if (audit_ != nullptr) audit_->Append(std::move(line), nullptr);
}

void FrontDoor::Close() {
  if (audit_ == nullptr || closed_) return;
  closed_ = true;
  Record(GatewayLine(audit::AUDIT_EVENT_GATEWAY_STOPPED, ""));
  audit_->Close();
  LogAuditHead(audit_->Head());
}

}  // namespace smartcar_gateway
