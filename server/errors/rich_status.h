// absl::Status to google.rpc.Status, the form in which errors travel.
#ifndef SMARTCAR_GATEWAY_SERVER_ERRORS_RICH_STATUS_H_
#define SMARTCAR_GATEWAY_SERVER_ERRORS_RICH_STATUS_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace smartcar_gateway {

// The error with its details, ErrorInfo first. An error that was not made by MakeError gets an
// ErrorInfo with reason INTERNAL, so that callers always find exactly one. `status` must not be OK.
google::rpc::Status ToRichStatus(const absl::Status& status);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ERRORS_RICH_STATUS_H_
