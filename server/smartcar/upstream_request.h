// One call to Smartcar's API, before it becomes HTTP.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_REQUEST_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_REQUEST_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "server/http/http_message.h"

namespace smartcar_gateway {

// Whether a call only looks, or touches something: a car, a connection, a user. Decides what may be
// said when the answer is lost, and whether the call may ever be sent twice.
enum class CallKind { kRead, kWrite };

// Which of Smartcar's APIs, each with a base URL of its own. The compatibility API is public: it is
// called without a token.
enum class Api { kVehicle, kManagement, kCompatibility };

// One row of the endpoint table, see endpoints.h.
struct Endpoint {
  absl::string_view name;  // for logs and metrics, e.g. "signals.list"
  HttpMethod method;
  CallKind kind;
  absl::string_view resource_type;  // what a 404 is about, e.g. "vehicle"
  Api api = Api::kVehicle;
};

struct UpstreamRequest {
  const Endpoint* endpoint = nullptr;  // never null in a request that was built
  std::string path;                    // below the base URL, encoded, with its query
  std::string user_id;                 // becomes `sc-user-id`; empty: no such header
  std::string body;                    // JSON; empty: none
  absl::string_view unit_system;       // "metric" or "imperial"; empty: not asked for
  std::string request_id;              // the caller's name for a command; empty: none
  std::string vehicle_id;              // the vehicle it is about; empty: none
  std::string resource_name;           // the id that a 404 is about
  size_t max_reply_bytes = 0;          // 0: as the transport is configured
  // How old an answer may be; not set: as configured. For reads.
  absl::optional<absl::Duration> max_age;
  // Send a command again whose earlier call with that request_id ended with OUTCOME_UNKNOWN.
  bool resend_if_unknown = false;
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_UPSTREAM_REQUEST_H_
