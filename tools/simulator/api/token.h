// POST /oauth2/token: client credentials for an access token (RFC 6749, section 4.4).
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_H_

#include "tools/simulator/api/backend.h"

namespace smartcar_simulator {

// Credentials may come as a form, as JSON, or in a Basic header beside a form; the method has been
// checked. Errors are RFC 6749 bodies, never Smartcar's own.
Reply IssueToken(const Call& call, Backend& backend);

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_API_TOKEN_H_
