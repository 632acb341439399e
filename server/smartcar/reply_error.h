// The error for a whole HTTP reply that reports failure. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_REPLY_ERROR_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_REPLY_ERROR_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/http/http_message.h"
#include "server/smartcar/decode/decode_errors.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

// `error` is what the body says, empty if it says nothing. The HTTP status decides, or, where that
// is a success (a command's late answer after 202), the one in the body, or the error's type.
absl::Status JudgeFailedReply(const UpstreamRequest& request, const HttpResponse& response,
                              const UpstreamError& error, absl::Time now);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_REPLY_ERROR_H_
