// Makes the Authenticator that the configuration asks for.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_MAKE_AUTHENTICATOR_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_MAKE_AUTHENTICATOR_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/authenticator.h"
#include "server/access/caller_authenticator.h"
#include "server/access/key_event.h"
#include "server/base/clock.h"
#include "server/base/executor.h"
#include "server/http/http_transport.h"
#include "smartcar/gateway/config/v1/config.pb.h"

namespace smartcar_gateway {

// A transport to the `jwks_url` of an issuer, which trusts its `ca_file`. Issuers may share one.
using MakeKeyTransport = std::function<absl::StatusOr<std::shared_ptr<HttpTransport>>(
    const ::smartcar::gateway::config::v1::JwtIssuer& issuer)>;

// The configuration must be valid and have its defaults filled in. Keys in files are read here,
// those at URLs fetched from here on. Fails with the path of the key in the configuration if a file
// gives no keys or a transport cannot be made. The authenticator borrows executor and clock, and
// must be gone before the executor.
absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(
    const ::smartcar::gateway::config::v1::AccessConfig& config, CallerCertificates certificates,
    const MakeKeyTransport& make_transport, Executor& executor, const Clock& clock,
    const OnKeyEvent& on_event);

// OK if the files with keys can be used now; the error is as above.
absl::Status CheckKeyFiles(const ::smartcar::gateway::config::v1::AccessConfig& config);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_MAKE_AUTHENTICATOR_H_
