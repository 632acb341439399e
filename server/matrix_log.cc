// Logging of what becomes of the copies of the compatibility matrix.
#include "server/matrix_log.h"

#include <string>

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogStaleMatrix(const absl::Status& status, absl::Time retrieved) {
  spdlog::warn("compatibility matrix: still serving the copy of {}, no newer one can be had: {}",
               absl::FormatTime(absl::RFC3339_sec, retrieved, absl::UTCTimeZone()),
               std::string(status.message()));
}

}  // namespace smartcar_gateway
