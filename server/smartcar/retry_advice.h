// What a reply of Smartcar says of sending the same read again. Pure.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_RETRY_ADVICE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_RETRY_ADVICE_H_

#include "server/http/http_message.h"
#include "server/http/retry_policy.h"

namespace smartcar_gateway {

// The second question of reply_error.cc, "is it temporary?", for a read: a failure on the far side
// is, unless Smartcar says that somebody must do something about it; a limit is when Retry-After
// says so. A ReplyAdvisor.
RetryAdvice AdviseRetryOfReply(const HttpResponse& response);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_RETRY_ADVICE_H_
