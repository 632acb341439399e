// What the token endpoint's answer means (RFC 6749 §5); no clock, no I/O.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPLY_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPLY_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/http/http_message.h"
#include "server/token/fetcher.h"

namespace smartcar_gateway {

// Longest lifetime believed, whatever the endpoint says: a token is asked for at least daily.
constexpr absl::Duration kMaxTokenLifetime = absl::Hours(24);
// Used when the answer names none. RFC 6749 wants it documented then, and Smartcar documents one
// hour; a guess too long is put right by the first 401.
constexpr absl::Duration kDefaultTokenLifetime = absl::Hours(1);
// Longest token put into a header.
constexpr size_t kMaxTokenBytes = 16 * 1024;

// Vets the answer to a client-credentials request. The outcome's message holds fixed words, the
// status and an OAuth error code at most. `now` resolves a Retry-After that is a date. The body is
// overwritten afterwards, since it holds the token.
FetchOutcome ParseTokenReply(HttpResult result, absl::Time now);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPLY_H_
