// The details that every error of an upstream call shares.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_ERROR_CONTEXT_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_ERROR_CONTEXT_H_

#include "server/errors/error.h"
#include "server/http/http_message.h"
#include "server/smartcar/upstream_request.h"

namespace smartcar_gateway {

enum class MayHaveExecuted { kNo, kYes };

// Details with the caller's request_id, Smartcar's request id and, for a call that touches
// something, `may_have_executed`.
ErrorDetails SharedDetails(const UpstreamRequest& request, const HttpResponse& response,
                           MayHaveExecuted executed);

// UNKNOWN / OUTCOME_UNKNOWN: sent, perhaps carried out, result lost.
absl::Status OutcomeUnknown(const UpstreamRequest& request, absl::string_view why,
                            const ErrorDetails& details);

// A call that was sent and whose result is lost: OUTCOME_UNKNOWN for one that touches something,
// otherwise `code` and `reason`.
absl::Status ResultLost(const UpstreamRequest& request, absl::StatusCode code, ErrorReason reason,
                        absl::string_view why, const ErrorDetails& details);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_ERROR_CONTEXT_H_
