// Which limit of Smartcar's a reply is about. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_RATE_LIMIT_REPLY_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_RATE_LIMIT_REPLY_H_

#include "server/http/http_message.h"
#include "server/quota/rate_limit.h"

namespace smartcar_gateway {

// Agrees with JudgeFailedReply(): what the caller is told is what the quota guard learns. Looks at
// the body of a reply that may be about a limit, and of no other.
RateLimit RateLimitOf(const HttpResponse& response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_RATE_LIMIT_REPLY_H_
