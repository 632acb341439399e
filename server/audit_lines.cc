// Filling in of audit lines.
#include "server/audit_lines.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/smartcar/request_id.h"

namespace smartcar_gateway {
namespace {

namespace audit = smartcar::gateway::audit::v1;

std::string UserOf(const HttpRequest& request) {
  for (const HttpHeader& header : request.headers) {
    if (header.name == "sc-user-id") return header.value;
  }
  return "";
}

// The path, without the host and a query.
std::string What(const HttpRequest& request) {
  const size_t host = request.url.find("://");
  const size_t path = request.url.find('/', host == std::string::npos ? 0 : host + 3);
  const std::string rest = path == std::string::npos ? "/" : request.url.substr(path);
  return absl::StrCat(std::string(HttpMethodName(request.method)), " ",
                      rest.substr(0, rest.find('?')));
}

}  // namespace

audit::AuditRecord GatewayLine(audit::AuditEvent event, std::string detail) {
  audit::AuditRecord line;
  line.set_event(event);
  line.set_detail(std::move(detail));
  return line;
}

absl::optional<audit::AuditRecord> SecretLine(const TokenEvent& event) {
  switch (event.kind) {
    case TokenEvent::Kind::kNewSecretAccepted:
      return GatewayLine(audit::AUDIT_EVENT_SECRET_CHANGED, event.text);
    case TokenEvent::Kind::kNewSecretRejected:
    case TokenEvent::Kind::kCredentialsRejected:
    case TokenEvent::Kind::kCredentialsUnreadable:
    case TokenEvent::Kind::kCredentialsStale:
      if (event.repeated) return absl::nullopt;
      return GatewayLine(audit::AUDIT_EVENT_SECRET_REJECTED, event.text);
    default:
      return absl::nullopt;
  }
}

audit::AuditRecord SettledLine(const HttpRequest& request, CommandOutcome outcome,
                               const HttpResult& result) {
  audit::AuditRecord line;
  line.set_event(audit::AUDIT_EVENT_COMMAND_SETTLED);
  line.set_caller(request.call->identity);
  line.set_started_sequence(request.call->audit_sequence);
  line.set_request_id(request.call->request_id);
  audit::AuditTarget* target = line.add_targets();
  target->set_vehicle_id(request.call->vehicle_id);
  target->set_user_id(UserOf(request));
  line.set_upstream_status(static_cast<uint32_t>(result.response.status));
  line.set_upstream_request_id(RequestIdOf(result.response));
  switch (outcome) {
    case CommandOutcome::kSettled:
      line.set_detail(absl::StrCat(What(request), ": Smartcar answered"));
      break;
    case CommandOutcome::kUnknown:
      line.set_reason("OUTCOME_UNKNOWN");
      line.set_may_have_executed(true);
      line.set_detail(absl::StrCat(What(request), ": nobody knows whether it was carried out"));
      break;
    case CommandOutcome::kNotDone:
      line.set_may_have_executed(false);
      line.set_detail(absl::StrCat(What(request), ": it was not carried out"));
      break;
  }
  return line;
}

}  // namespace smartcar_gateway
