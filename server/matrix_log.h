// Logging of what becomes of the copies of the compatibility matrix.
#ifndef SMARTCAR_GATEWAY_SERVER_MATRIX_LOG_H_
#define SMARTCAR_GATEWAY_SERVER_MATRIX_LOG_H_

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace smartcar_gateway {

// A copy retrieved at that time is still served, because fetching a new one failed.
void LogStaleMatrix(const absl::Status& status, absl::Time retrieved);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_MATRIX_LOG_H_
