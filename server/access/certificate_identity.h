// Who a caller is by the certificate of its connection.
#ifndef SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_IDENTITY_H_
#define SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_IDENTITY_H_

#include "absl/status/statusor.h"
#include "server/access/authenticator.h"
#include "server/access/identity.h"

namespace smartcar_gateway {

// From a certificate that was verified: its SPIFFE ids as they are, then its DNS names as `dns:…`;
// only if it has neither, its common name as `subject:…`. UNAUTHENTICATED if there is no name, or
// one that is not printable, too long, or one of more than 100.
absl::StatusOr<Identity> IdentityOfCertificate(const Presented& presented);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ACCESS_CERTIFICATE_IDENTITY_H_
