// Telling the age of an answer.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_

#include "server/base/proto_duration.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Sets `age` of a response or result, if `http` is an answer that was kept.
template <typename Message>
void SetAge(const HttpResponse& http, Message* message) {
  if (http.age.has_value()) ToProtoDuration(*http.age, message->mutable_age());
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_
