// Client secrets as text: one a line.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_LINES_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_LINES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/base/secret.h"
#include "server/token/credential_source.h"

namespace smartcar_gateway {

// The most bytes that make sense for three secrets, with blank lines and all.
constexpr size_t kMaxSecretBytes = 64 * 1024;

// What a file holds or a command prints: one to three secrets, one a line; blank lines and white
// space around a secret do not count. FAILED_PRECONDITION with a clause that never shows what is in
// it. Pure.
absl::StatusOr<Credentials> ParseSecretLines(const std::string& client_id, const Secret& content);

// INVALID_ARGUMENT if it is empty or has control characters in it. Pure.
absl::Status CheckClientId(absl::string_view client_id);

bool HasControlCharacter(absl::string_view text);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_SECRET_LINES_H_
