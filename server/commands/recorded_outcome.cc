// How a command ended, as the ledger keeps it and as it is told again.
#include "server/commands/recorded_outcome.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

std::string WhatIsKnown(const HttpResult& result) {
  switch (result.error) {
    case TransportError::kNone:
      return absl::StrCat("Smartcar answered HTTP ", result.response.status);
    case TransportError::kTimedOut:
      return "no result came in time";
    case TransportError::kShutDown:
      return "the gateway stopped before the result came";
    default:
      return result.message;
  }
}

}  // namespace

void RecordOutcome(CommandOutcome outcome, const HttpResult& result, LedgerEntry* entry) {
  entry->response.status = result.response.status;
  const auto upstream_id = result.response.Header(kUpstreamIdHeader);
  if (upstream_id.has_value()) {
    entry->response.headers.push_back({kUpstreamIdHeader, std::string(*upstream_id)});
  }
  if (outcome == CommandOutcome::kSettled) {
    entry->state = LedgerEntry::State::kSettled;
    entry->response.body = result.response.body;
  } else {
    entry->state = LedgerEntry::State::kUnknown;
    entry->message = WhatIsKnown(result);
  }
}

HttpResult RecordedResult(const LedgerEntry& entry) {
  HttpResult result;
  result.sent = Sent::kMaybe;
  result.response = entry.response;
  if (entry.state == LedgerEntry::State::kSettled) return result;
  result.error = TransportError::kOutcomeUnknown;
  result.message = absl::StrCat(
      "it was begun at ", absl::FormatTime(absl::RFC3339_sec, entry.started, absl::UTCTimeZone()),
      " under this request_id, ",
      entry.state == LedgerEntry::State::kStarted
          ? "and the gateway did not live to write down how it ended"
          : entry.message,
      "; nothing was sent now. A new call that shall be sent needs resend_if_unknown or a new "
      "request_id");
  return result;
}

}  // namespace smartcar_gateway
