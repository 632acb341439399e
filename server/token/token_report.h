// What a flight's end means to callers, to the log and to counters; functions over values.
#ifndef SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPORT_H_
#define SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPORT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/token/token_event.h"
#include "server/token/token_flight.h"
#include "server/token/token_source.h"

namespace smartcar_gateway {

TokenResult TokenAnswer(TokenResult::Kind kind, std::string message);
TokenResult TokenAnswer(std::shared_ptr<const Secret> token);

// Adds a flight's requests, and whether it could make any.
void CountFlight(const FlightEnd& end, TokenCounters* counters);

// Of a flight that brought no token: what callers are told, and what the log is told.
struct FlightFailure {
  TokenResult answer;
  TokenEvent event;
};
FlightFailure DescribeFailure(const FlightEnd& end);

// Of a flight that brought a token, good for `expire_after`.
std::vector<TokenEvent> DescribeSuccess(const FlightEnd& end, absl::Duration expire_after);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_TOKEN_TOKEN_REPORT_H_
