// Logging of the audit log's events.
#include "server/audit_event_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

spdlog::level::level_enum LevelOf(AuditLogEvent::Kind kind) {
  switch (kind) {
    case AuditLogEvent::Kind::kFailing:
    case AuditLogEvent::Kind::kCannotRotate:
      return spdlog::level::err;
    case AuditLogEvent::Kind::kRotated:
    case AuditLogEvent::Kind::kWorkingAgain:
      return spdlog::level::info;
    case AuditLogEvent::Kind::kNotRecorded:
    case AuditLogEvent::Kind::kRepaired:
    case AuditLogEvent::Kind::kDenialsLeftOut:
      break;
  }
  return spdlog::level::warn;
}

}  // namespace

void LogAuditEvent(const AuditLogEvent& event) {
  spdlog::log(LevelOf(event.kind), "audit log: {}", event.text);
}

}  // namespace smartcar_gateway
