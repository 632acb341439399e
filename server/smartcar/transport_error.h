// The error for a call that ended without a whole HTTP reply. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_TRANSPORT_ERROR_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_TRANSPORT_ERROR_H_

#include "absl/status/status.h"
#include "server/http/http_message.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

// `result.error` must not be kNone.
absl::Status JudgeTransportError(const UpstreamRequest& request, const HttpResult& result);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_TRANSPORT_ERROR_H_
