// The access log: one line per RPC, and one for each call of a batch.
#ifndef SMARTCAR_GATEWAY_SERVER_RPC_ACCESS_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_RPC_ACCESS_LOG_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

struct AccessRecord {
  // E.g. "signals.list"; the method, "VehicleService/ListSignals", if the request was refused.
  absl::string_view endpoint;
  std::string caller;      // the name that the policy knows
  std::string vehicle_id;  // the vehicle it was about, if it was about one
  std::string request_id;  // the caller's
  absl::Status status;
  int upstream_status = 0;  // 0: no reply
  std::string upstream_request_id;
  absl::Duration duration;
  std::string why;  // of a refusal by the policy, for operators
};

// Success at level debug; what a caller can cause at info; what an operator should look at
// (INTERNAL, UNKNOWN, UNAVAILABLE) at warning. Of a flood of refusals the first ones are written,
// and the rest is counted. Nothing of a request or reply body is written.
void WriteAccessLog(const AccessRecord& record);

// The end of one of many calls made for an RPC, always at level debug: the RPC has a line of its
// own.
void WriteItemLog(const AccessRecord& record);

// An RPC about many vehicles, each with an outcome of its own.
struct BatchRecord {
  absl::string_view endpoint;
  std::string caller;
  absl::Status status;
  absl::Duration duration;
  int vehicles = 0;                          // asked for
  int answered = 0;                          // with signals or with an error
  std::map<absl::StatusCode, int> failures;  // those answered with an error, by code
  std::string why;                           // of a refusal by the policy, for operators
};

// At the level of the worst status in it.
void WriteBatchLog(const BatchRecord& record);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_RPC_ACCESS_LOG_H_
