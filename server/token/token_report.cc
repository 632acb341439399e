// Implementation of the token report.
#include "server/token/token_report.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace smartcar_gateway {
namespace {

constexpr char kCorrectIt[] =
    ": correct the client id and secret, or create a new secret in the Smartcar dashboard";

TokenEvent Event(TokenEvent::Kind kind, std::string text) {
  TokenEvent event;
  event.kind = kind;
  event.text = std::move(text);
  return event;
}

std::string Names(const std::vector<FlightRequest>& requests) {
  return absl::StrJoin(requests, ", ", [](std::string* out, const FlightRequest& request) {
    out->append(request.name);
  });
}

void CountRequest(const FlightRequest& request, TokenCounters* counters) {
  ++counters->fetches;
  switch (request.kind) {
    case FetchOutcome::Kind::kToken:
      ++counters->fetched;
      if (request.is_new) ++counters->new_secrets_accepted;
      return;
    case FetchOutcome::Kind::kRejected:
      ++counters->rejected;
      if (request.is_new) ++counters->new_secrets_rejected;
      return;
    case FetchOutcome::Kind::kThrottled:
      ++counters->throttled;
      return;
    case FetchOutcome::Kind::kUnavailable:
      ++counters->unavailable;
      return;
    case FetchOutcome::Kind::kBadReply:
      ++counters->bad_reply;
      return;
  }
}

}  // namespace

TokenResult TokenAnswer(TokenResult::Kind kind, std::string message) {
  TokenResult result;
  result.kind = kind;
  result.message = std::move(message);
  return result;
}

TokenResult TokenAnswer(std::shared_ptr<const Secret> token) {
  TokenResult result;
  result.kind = TokenResult::Kind::kToken;
  result.token = std::move(token);
  return result;
}

void CountFlight(const FlightEnd& end, TokenCounters* counters) {
  if (!end.credentials.ok()) ++counters->credentials_unreadable;
  for (const FlightRequest& request : end.requests) CountRequest(request, counters);
}

FlightFailure DescribeFailure(const FlightEnd& end) {
  if (!end.credentials.ok()) {
    // Only the log names the file.
    return {
        TokenAnswer(TokenResult::Kind::kUnavailable, "the gateway cannot read its client secret"),
        Event(TokenEvent::Kind::kCredentialsUnreadable, std::string(end.credentials.message()))};
  }
  if (end.outcome.kind == FetchOutcome::Kind::kRejected) {
    return {TokenAnswer(TokenResult::Kind::kRejected, end.outcome.message),
            Event(TokenEvent::Kind::kCredentialsRejected,
                  absl::StrCat(end.outcome.message, "; tried ", end.requests.size(),
                               end.requests.size() == 1 ? " secret (" : " secrets (",
                               Names(end.requests), ")", kCorrectIt))};
  }
  return {TokenAnswer(TokenResult::Kind::kUnavailable, end.outcome.message),
          Event(TokenEvent::Kind::kFetchFailed, end.outcome.message)};
}

std::vector<TokenEvent> DescribeSuccess(const FlightEnd& end, absl::Duration expire_after) {
  std::vector<TokenEvent> events;
  std::vector<FlightRequest> refused = end.requests;
  const FlightRequest taken = std::move(refused.back());
  refused.pop_back();
  std::vector<FlightRequest> old;
  for (FlightRequest& request : refused) {
    if (request.is_new) {
      events.push_back(Event(TokenEvent::Kind::kNewSecretRejected,
                             absl::StrCat("the new client secret (", request.name,
                                          ") does not work: ", request.message, "; another one (",
                                          taken.name, ") is in use", kCorrectIt)));
    } else {
      old.push_back(std::move(request));
    }
  }
  if (!old.empty()) {
    events.push_back(
        Event(TokenEvent::Kind::kSecretRejected,
              absl::StrCat("Smartcar refused ", old.size(), " of the client secrets (", Names(old),
                           ") and took another (", taken.name,
                           "): remove what was deleted in the Smartcar dashboard from the "
                           "configuration")));
  }
  if (taken.is_new) {
    events.push_back(Event(TokenEvent::Kind::kNewSecretAccepted,
                           absl::StrCat("the new client secret (", taken.name,
                                        ") works, and is the one in use from now on")));
  }
  events.push_back(
      Event(TokenEvent::Kind::kTokenObtained,
            absl::StrCat("got a token, good for ",
                         absl::FormatDuration(absl::Trunc(expire_after, absl::Seconds(1))))));
  return events;
}

}  // namespace smartcar_gateway
