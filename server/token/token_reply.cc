// Implementation of the token reply's vetting.
#include "server/token/token_reply.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "server/base/secret.h"
#include "server/http/retry_after.h"
#include "simdjson.h"

namespace smartcar_gateway {
namespace {

using Kind = FetchOutcome::Kind;

// simdjson speaks std::string_view, which is not Abseil's own type on every system.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

FetchOutcome Outcome(Kind kind, std::string message) {
  FetchOutcome outcome;
  outcome.kind = kind;
  outcome.message = std::move(message);
  return outcome;
}

FetchOutcome TransportFailure(const HttpResult& result) {
  if (result.error == TransportError::kTimedOut) {
    return Outcome(Kind::kUnavailable, "the token endpoint did not answer in time");
  }
  return Outcome(Kind::kUnavailable,
                 absl::StrCat("the token endpoint was not reached",
                              result.message.empty() ? "" : ": ", result.message));
}

// Error codes are lower-case words joined by underscores (RFC 6749 §5.2). Anything else, such as an
// echo of what was sent, is not repeated.
bool IsErrorCode(absl::string_view word) {
  if (word.empty() || word.size() > 40) return false;
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return absl::ascii_islower(c) || c == '_'; });
}

bool IsHeaderValue(absl::string_view token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// The document, if the body is a JSON object. Parsed in place: the body is padded first.
absl::optional<simdjson::dom::object> ParseObject(std::string& body,
                                                  simdjson::dom::parser& parser) {
  body.reserve(body.size() + simdjson::SIMDJSON_PADDING);
  simdjson::dom::object object;
  if (parser.parse(body.data(), body.size(), /*realloc_if_needed=*/false).get(object) !=
      simdjson::SUCCESS) {
    return absl::nullopt;
  }
  return object;
}

// The OAuth error code of a refusal; empty if there is none.
std::string ErrorCode(const absl::optional<simdjson::dom::object>& object) {
  std::string_view code;
  if (!object || object->at_key("error").get(code) != simdjson::SUCCESS) return "";
  return IsErrorCode(View(code)) ? std::string(code) : "";
}

FetchOutcome Refusal(int status, const std::string& code) {
  if (code == "temporarily_unavailable" || code == "server_error" || code == "slow_down") {
    return Outcome(Kind::kUnavailable,
                   absl::StrCat("the token endpoint answered HTTP ", status, " (", code, ")"));
  }
  // Every other OAuth error says that the same request will be refused again: a wrong id or secret
  // (invalid_client, unauthorized_client), or a request the endpoint does not take
  // (invalid_request, unsupported_grant_type, invalid_scope). Either is ours to mend, and calling
  // it "unavailable" would have callers retry in vain.
  if (!code.empty()) {
    return Outcome(Kind::kRejected, absl::StrCat("the token endpoint refused the client "
                                                 "credentials: HTTP ",
                                                 status, " (", code, ")"));
  }
  if (status == 401) {
    return Outcome(Kind::kRejected, "the token endpoint refused the client credentials: HTTP 401");
  }
  // No OAuth error inside: something between us and the endpoint spoke, and may stop doing so.
  return Outcome(
      Kind::kBadReply,
      absl::StrCat("HTTP ", status, " without an OAuth error; is the token URL the right one?"));
}

// The lifetime, or nothing if the value makes no sense.
absl::optional<absl::Duration> Lifetime(const simdjson::dom::object& object) {
  simdjson::dom::element value;
  if (object.at_key("expires_in").get(value) != simdjson::SUCCESS || value.is_null()) {
    return kDefaultTokenLifetime;
  }
  double seconds = 0;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    if (!absl::SimpleAtod(View(text), &seconds)) {
      return absl::nullopt;
    }
  } else if (value.get(seconds) != simdjson::SUCCESS) {
    return absl::nullopt;
  }
  if (!std::isfinite(seconds) || seconds < 1) return absl::nullopt;
  return absl::Seconds(std::min(seconds, absl::ToDoubleSeconds(kMaxTokenLifetime)));
}

FetchOutcome ParseToken(const absl::optional<simdjson::dom::object>& object) {
  if (!object) {
    return Outcome(Kind::kBadReply,
                   "HTTP 200 without a JSON object; is the token URL the right one?");
  }
  simdjson::dom::element type;
  if (object->at_key("token_type").get(type) == simdjson::SUCCESS && !type.is_null()) {
    std::string_view word;
    if (type.get(word) != simdjson::SUCCESS || !absl::EqualsIgnoreCase(View(word), "bearer")) {
      return Outcome(Kind::kBadReply, "the token endpoint issued a token that is not a Bearer");
    }
  }
  std::string_view token;
  if (object->at_key("access_token").get(token) != simdjson::SUCCESS || token.empty()) {
    return Outcome(Kind::kBadReply, "the token endpoint's answer has no access_token");
  }
  if (token.size() > kMaxTokenBytes) {
    return Outcome(Kind::kBadReply, absl::StrCat("the token endpoint issued a token of over ",
                                                 kMaxTokenBytes, " bytes"));
  }
  if (!IsHeaderValue(View(token))) {
    return Outcome(Kind::kBadReply,
                   "the token endpoint issued a token that cannot be sent in a header");
  }
  const absl::optional<absl::Duration> lifetime = Lifetime(*object);
  if (!lifetime) {
    return Outcome(Kind::kBadReply, "the token endpoint issued a token without a usable lifetime");
  }
  FetchOutcome outcome;
  outcome.kind = Kind::kToken;
  outcome.token = std::make_shared<const Secret>(std::string(token));
  outcome.lifetime = *lifetime;
  return outcome;
}

FetchOutcome ParseReply(int status, std::string& body) {
  if (status >= 300 && status < 400) {
    // Following it would hand the secret to whoever it names.
    return Outcome(Kind::kBadReply, absl::StrCat("the token endpoint answered with a redirect "
                                                 "(HTTP ",
                                                 status,
                                                 "), which is never followed; is the "
                                                 "token URL the right one?"));
  }
  simdjson::dom::parser parser;
  if (status == 200) return ParseToken(ParseObject(body, parser));
  if (status == 429) return Outcome(Kind::kThrottled, "the token endpoint answered HTTP 429");
  if (status >= 400 && status < 500) return Refusal(status, ErrorCode(ParseObject(body, parser)));
  if (status >= 500) {
    return Outcome(Kind::kUnavailable, absl::StrCat("the token endpoint answered HTTP ", status));
  }
  return Outcome(Kind::kBadReply,
                 absl::StrCat("the token endpoint answered with an unexpected HTTP ", status));
}

}  // namespace

FetchOutcome ParseTokenReply(HttpResult result, absl::Time now) {
  if (result.error != TransportError::kNone) return TransportFailure(result);
  FetchOutcome outcome = ParseReply(result.response.status, result.response.body);
  const Secret wipes_the_body(std::move(result.response.body));
  if (outcome.kind == Kind::kThrottled || outcome.kind == Kind::kUnavailable) {
    outcome.retry_after = RetryAfter(result.response, now).value_or(absl::ZeroDuration());
  }
  return outcome;
}

}  // namespace smartcar_gateway
