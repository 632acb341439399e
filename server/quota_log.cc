// Logging of quota events.
#include "server/quota_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {

void LogQuotaEvent(const QuotaEvent& event) { spdlog::warn("quota: {}", event.text); }

}  // namespace smartcar_gateway
