// What a result of the transport means: the error table of the gateway. Pure functions.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_ERROR_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_ERROR_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/http/http_message.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

// OK if `result` is a whole reply that reports success; otherwise the error to give the caller,
// with its details. Two questions decide: may the call have been carried out, and is it temporary?
// A command that may have been carried out is never reported as UNAVAILABLE, which clients retry.
// For a command the body decides, also of a 200 or 202. `now` is for Retry-After dates.
absl::Status JudgeResult(const UpstreamRequest& request, const HttpResult& result, absl::Time now);

// A reply of success whose body could not be understood; `why` is one clause that quotes nothing.
absl::Status UnreadableReply(const UpstreamRequest& request, const HttpResult& result,
                             absl::string_view why);

// The deadline passed before anything was sent.
absl::Status ExpiredBeforeSending(const UpstreamRequest& request);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_ERROR_H_
