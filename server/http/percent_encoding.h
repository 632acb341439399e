// Percent-encoding for URLs and form bodies.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_PERCENT_ENCODING_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_PERCENT_ENCODING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace smartcar_gateway {

// Everything but RFC 3986's unreserved characters becomes %XX. Right for a path segment, for a
// query value and for a value of application/x-www-form-urlencoded.
std::string PercentEncode(absl::string_view text);

// The same, appended to `out`: whoever encodes a secret reserves the room (at most three bytes for
// one) and so leaves no copy in freed memory.
void AppendPercentEncoded(absl::string_view text, std::string* out);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_PERCENT_ENCODING_H_
