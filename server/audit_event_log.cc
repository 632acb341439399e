// Logging of what becomes of the audit log.
#include "server/audit_event_log.h"

#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

spdlog::level::level_enum LevelOf(AuditLogEvent::Kind kind) {
  switch (kind) {
    case AuditLogEvent::Kind::kFailing:
    case AuditLogEvent::Kind::kNotRecorded:
    case AuditLogEvent::Kind::kCannotRotate:
      return spdlog::level::err;
    case AuditLogEvent::Kind::kRepaired:
    case AuditLogEvent::Kind::kDenialsLeftOut:
      return spdlog::level::warn;
    case AuditLogEvent::Kind::kWorkingAgain:
    case AuditLogEvent::Kind::kRotated:
      break;
  }
  return spdlog::level::info;
}

}  // namespace

void LogAuditEvent(const AuditLogEvent& event) {
  spdlog::log(LevelOf(event.kind), "audit log: {}", event.text);
}

void LogAuditPath(const std::string& path) {
  spdlog::info("audit log: commands, denials and changes are recorded in {}",
               path == "-" ? "standard output" : path);
}

void WarnOfNoAuditLog() {
  spdlog::warn(
      "audit log: neither state_dir nor audit.file is set: commands and denials leave no trace");
}

void LogAuditHead(const ChainHead& head) {
  spdlog::info("audit log: it ends with line {}: --expect_head={}", head.sequence,
               ChainHeadText(head));
}

}  // namespace smartcar_gateway
