// Errors as the gateway makes them: an absl::Status whose payloads are google.rpc details.
#ifndef SMARTCAR_GATEWAY_SERVER_ERRORS_ERROR_H_
#define SMARTCAR_GATEWAY_SERVER_ERRORS_ERROR_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "smartcar/gateway/v1/error_reason.pb.h"

namespace smartcar_gateway {

using smartcar::gateway::v1::ErrorReason;

// One wrong field of a request: the path as in the proto, and what would be right.
struct FieldViolation {
  std::string field;
  std::string description;
};

// What an error carries besides code, reason and message. Leave out what does not apply. Texts
// that come from upstream are cut to a bounded length by MakeError: all details travel in HTTP/2
// trailers, which clients limit to 8 KB.
struct ErrorDetails {
  std::vector<std::pair<std::string, std::string>> metadata;  // ErrorInfo.metadata
  std::vector<FieldViolation> field_violations;               // BadRequest
  absl::optional<absl::Duration> retry_after;                 // RetryInfo

  struct Quota {
    std::string subject;      // the limit, e.g. "smartcar.com/application"
    std::string description;  // its rule in words
  };
  absl::optional<Quota> quota;  // QuotaFailure

  struct Precondition {
    std::string type;         // e.g. "VEHICLE_STATE"
    std::string subject;      // e.g. the vehicle's id
    std::string description;  // what must change
  };
  absl::optional<Precondition> precondition;  // PreconditionFailure

  struct Resource {
    std::string type;  // e.g. "vehicle"
    std::string name;
    std::string description;
  };
  absl::optional<Resource> resource;  // ResourceInfo

  struct Link {
    std::string description;
    std::string url;
  };
  absl::optional<Link> help;        // Help
  std::string upstream_request_id;  // RequestInfo: Smartcar's SC-Request-Id
};

// The domain of every ErrorInfo of the gateway.
inline constexpr absl::string_view kErrorDomain = "smartcar-gateway";

// An error with its ErrorInfo and details. `code` must not be kOk.
absl::Status MakeError(absl::StatusCode code, ErrorReason reason, absl::string_view message,
                       const ErrorDetails& details = {});

// INVALID_ARGUMENT naming every violation; of very many, the first ones and their number.
// `violations` must not be empty.
absl::Status InvalidFields(std::vector<FieldViolation> violations);

// "VEHICLE_STATE" for ERROR_REASON_VEHICLE_STATE.
std::string ReasonName(ErrorReason reason);

// The ErrorInfo.reason of a status; empty if it has none.
std::string ReasonOf(const absl::Status& status);

// An entry of ErrorInfo.metadata of a status; empty if it has none.
std::string MetadataOf(const absl::Status& status, const std::string& key);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ERRORS_ERROR_H_
