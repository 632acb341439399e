// The only conversion from absl::Status to how a gRPC call ends.
#ifndef SMARTCAR_GATEWAY_SERVER_ERRORS_GRPC_STATUS_H_
#define SMARTCAR_GATEWAY_SERVER_ERRORS_GRPC_STATUS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/types/optional.h"

namespace grpc {
class Status;
}  // namespace grpc

namespace smartcar_gateway {

// The status with its details, those of ToRichStatus.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The value of the trailer `grpc-retry-pushback-ms` (gRFC A6): the delay of RetryInfo in
// milliseconds, rounded up; "-1", do not retry, if that is more than a day, and for a
// RESOURCE_EXHAUSTED without one; nothing otherwise.
absl::optional<std::string> RetryPushback(const absl::Status& status);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_ERRORS_GRPC_STATUS_H_
