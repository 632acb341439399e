// Telling the age of an answer.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_

#include "absl/time/time.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Sets `age` of a response or result, if `http` is an answer that was kept.
template <typename Message>
void SetAge(const HttpResponse& http, Message* message) {
  if (!http.age.has_value()) return;
  absl::Duration rest = *http.age;
  message->mutable_age()->set_seconds(absl::IDivDuration(rest, absl::Seconds(1), &rest));
  message->mutable_age()->set_nanos(static_cast<int32_t>(rest / absl::Nanoseconds(1)));
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_SET_AGE_H_
