// Logging of quota events.
#include "server/quota_log.h"

#include <string>

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogQuotaEvent(const QuotaEvent& event) { spdlog::warn("quota: {}", event.text); }

void LogMonthError(const absl::Status& error) {
  spdlog::error("quota: the calls of this month by vehicle cannot be kept: {}",
                std::string(error.message()));
}

}  // namespace smartcar_gateway
