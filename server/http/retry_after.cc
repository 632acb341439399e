// Parsing of Retry-After.
#include "server/http/retry_after.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace smartcar_gateway {
namespace {

// Beyond this the value is a mistake, or means "never" just as well.
constexpr absl::Duration kLongest = absl::Hours(24 * 366);

}  // namespace

absl::optional<absl::Duration> ParseRetryAfter(absl::string_view value, absl::Time now) {
  value = absl::StripAsciiWhitespace(value);
  if (value.empty()) return absl::nullopt;
  if (std::all_of(value.begin(), value.end(), absl::ascii_isdigit)) {
    int64_t seconds = 0;
    if (!absl::SimpleAtoi(value, &seconds)) return kLongest;  // more digits than fit
    return std::min(absl::Seconds(seconds), kLongest);
  }
  absl::Time when;
  if (!absl::ParseTime("%a, %d %b %E4Y %H:%M:%S GMT", value, &when, nullptr)) return absl::nullopt;
  return std::min(std::max(when - now, absl::ZeroDuration()), kLongest);
}

absl::optional<absl::Duration> RetryAfter(const HttpResponse& response, absl::Time now) {
  const auto value = response.Header("retry-after");
  return value.has_value() ? ParseRetryAfter(*value, now) : absl::nullopt;
}

}  // namespace smartcar_gateway
