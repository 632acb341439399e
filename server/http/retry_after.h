// The Retry-After header.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_AFTER_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_AFTER_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// RFC 9110 section 10.2.3: seconds, or an HTTP-date (its IMF-fixdate form). Never negative; nothing
// for a value that is neither.
absl::optional<absl::Duration> ParseRetryAfter(absl::string_view value, absl::Time now);

// The same of a reply; nothing if it has no such header.
absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_RETRY_AFTER_H_
