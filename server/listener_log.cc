// Logging of what concerns the connections of callers.
#include "server/listener_log.h"

#include "absl/time/time.h"
#include "spdlog/spdlog.h"

namespace smartcar_gateway {
namespace {

std::string Date(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", time, absl::UTCTimeZone());
}

}  // namespace

void WarnOfInsecureListener(const std::string& address) {
  spdlog::warn(
      "{}: connections to {} are not encrypted: whoever is on the path reads and changes "
      "everything, tokens of callers included; set server.tls",
      kInsecureListener, address);
}

void WarnOfTurnedAwayCallers(absl::string_view what) {
  spdlog::warn("listener: {}", std::string(what));
}

void LogTlsEvent(const TlsEvent& event) {
  switch (event.kind) {
    case TlsEvent::Kind::kInUse:
      spdlog::info("tls: certificate in use: {}, valid from {} to {}", event.subject,
                   Date(event.not_before), Date(event.not_after));
      return;
    case TlsEvent::Kind::kRejected:
      spdlog::error(
          "tls: the changed files cannot be used: {} (the certificate in use stays: {}, valid to "
          "{})",
          event.problem, event.subject, Date(event.not_after));
      return;
    case TlsEvent::Kind::kDates:
      spdlog::error("tls: {}: {}, valid from {} to {}", event.problem, event.subject,
                    Date(event.not_before), Date(event.not_after));
      return;
  }
}

}  // namespace smartcar_gateway
