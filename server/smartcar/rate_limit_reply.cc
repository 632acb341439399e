// Reading limits from replies.
#include "server/smartcar/rate_limit_reply.h"

#include "server/smartcar/decode/decode_errors.h"

namespace smartcar_gateway {
namespace {

// The HTTP status, or where that is a success, the one in the body, or the one of the error's type.
int StatusOf(const HttpResponse& response, const UpstreamError& error) {
  if (response.status >= 300) return response.status;
  if (error.status != 0) return error.status;
  if (error.type == "RATE_LIMIT") return 429;
  return error.type == "UPSTREAM" ? 502 : 0;
}

}  // namespace

RateLimit RateLimitOf(const HttpResponse& response) {
  if (response.status != 429 && response.status != 502 && response.status != 202) {
    return RateLimit::kNone;
  }
  const UpstreamError error = DecodeUpstreamError(response.body).value_or(UpstreamError());
  switch (StatusOf(response, error)) {
    case 429:
      return error.code == "VEHICLE" ? RateLimit::kVehicle : RateLimit::kApplication;
    case 502:
      return error.code == "RATE_LIMIT" ? RateLimit::kCarMaker : RateLimit::kNone;
    default:
      return RateLimit::kNone;
  }
}

}  // namespace smartcar_gateway
