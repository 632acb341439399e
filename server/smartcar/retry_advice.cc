// Statuses and bodies that promise better luck next time.
#include "server/smartcar/retry_advice.h"

#include <string>

#include "server/smartcar/decode/decode_errors.h"

namespace smartcar_gateway {
namespace {

// Smartcar's words for "nothing but time is needed", or for having none.
bool TimeMayHelp(const std::string& resolution_type) {
  return resolution_type.empty() || resolution_type == "RETRY_LATER" ||
         resolution_type == "UNKNOWN_RESOLUTION_TYPE";
}

}  // namespace

RetryAdvice AdviseRetryOfReply(const HttpResponse& response) {
  switch (response.status) {
    case 429:
      return RetryAdvice::kWhenTold;
    case 500:
    case 502:
    case 503:
    case 504:
      break;
    default:
      return RetryAdvice::kNever;
  }
  const auto error = DecodeUpstreamError(response.body);
  if (!error.has_value()) return RetryAdvice::kBackoff;
  // A limit of the car maker's, in the shape of a failure.
  if (error->code == "RATE_LIMIT") return RetryAdvice::kWhenTold;
  return TimeMayHelp(error->resolution_type) ? RetryAdvice::kBackoff : RetryAdvice::kNever;
}

}  // namespace smartcar_gateway
